import { Argument, Option, type Command } from 'commander';
import { GATE_ACTIONS, type GateAction } from '@breakwater/core';
import type { CommandContext } from '../context.ts';
import { InputError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { gateTable } from '../render/gate-table.ts';
import { oneGateLines } from '../render/gates.ts';
import { gateTitle } from '../render/words.ts';
import { connect, type ServerOptions } from '../remote/connect.ts';
import { listGates, resolveGate, showExecution, showGate, unfinishedReports } from '../remote/executions.ts';
import type { Runner } from './action.ts';
import { pair, positiveNumber } from './option-values.ts';
import { withServer } from './server-options.ts';

interface JsonOptions extends ServerOptions {
  readonly json?: true;
}

interface ResolveOptions extends ServerOptions {
  readonly note?: string;
  readonly only?: 'failed' | 'all';
  readonly set?: readonly (readonly [string, string])[];
  readonly minutes?: number;
}

/** `gate …`: see and answer what waits. */
export function addGateCommands(program: Command, context: CommandContext, run: Runner): void {
  const gate = program.command('gate').description('see and answer what an execution waits for');
  withServer(gate.command('list'))
    .description('what waits, in one execution or in all')
    .argument('[execution]', 'with it: all its gates, the answered ones too')
    .option('--json', 'print one JSON document')
    .action(
      run(
        (id: string | undefined, options: JsonOptions) => list(id, options, context),
        (_id, { json }) => json === true,
      ),
    );
  withServer(gate.command('show'))
    .description('one gate: what it asks and what may be answered')
    .argument('<execution>')
    .argument('<gate>')
    .option('--json', 'print one JSON document')
    .action(
      run(
        (id: string, gateId: string, options: JsonOptions) => show(id, gateId, options, context),
        (_id, _gate, { json }) => json === true,
      ),
    );
  withServer(gate.command('resolve'))
    .description('answer a gate')
    .argument('<execution>')
    .argument('<gate>')
    .addArgument(new Argument('<action>', 'the answer').choices(GATE_ACTIONS))
    .option('--note <text>', 'why; evidence for done-by-hand; needed for all but approve')
    .addOption(new Option('--only <resources>', 'of retry: which resources').choices(['failed', 'all']))
    .option('--set <name=value>', "of retry: a parameter instead of the plan's, as JSON or text (again for more)", pair)
    .option('--minutes <count>', 'of extend: how much longer', positiveNumber)
    .action(
      run((id: string, gateId: string, action: GateAction, options: ResolveOptions) =>
        resolve(id, gateId, action, options, context),
      ),
    );
}

async function list(id: string | undefined, options: JsonOptions, context: CommandContext): Promise<ExitCode> {
  const client = await connect(options, context);
  const gates =
    id === undefined
      ? (await unfinishedReports(client)).flatMap((report) =>
          report.gates
            .filter((gate) => gate.status === 'waiting')
            .map((gate) => ({ executionId: String(report.execution.id), gate })),
        )
      : (await listGates(client, id)).map((gate) => ({ executionId: id, gate }));
  const { out } = context.console;
  out.lines(options.json === true ? [JSON.stringify(gates, null, 2)] : gateTable(gates));
  return EXIT.completed;
}

async function show(id: string, gateId: string, options: JsonOptions, context: CommandContext): Promise<ExitCode> {
  const client = await connect(options, context);
  const { gate } = await showGate(client, id, gateId);
  const { out } = context.console;
  out.lines(
    options.json === true
      ? [JSON.stringify(gate, null, 2)]
      : oneGateLines(await showExecution(client, id), gate, out.paint),
  );
  return EXIT.completed;
}

async function resolve(
  id: string,
  gateId: string,
  action: GateAction,
  options: ResolveOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (action !== 'approve' && options.note === undefined) {
    throw new InputError(`${action} needs --note: it is kept in the history`);
  }
  const client = await connect(options, context);
  const { etag } = await showGate(client, id, gateId);
  const gate = await resolveGate(client, id, gateId, answerOf(action, options), etag);
  const state = gate.status === 'closed' ? `closed: ${gate.verdict ?? 'answered'}` : `still waits for ${gate.waitsFor}`;
  context.console.out.lines([`${gateTitle(gate)}: ${state}`]);
  return EXIT.completed;
}

const answerOf = (action: GateAction, { note, only, set, minutes }: ResolveOptions): object => ({
  action,
  ...(note !== undefined && { note }),
  ...(only !== undefined && { only }),
  ...(set !== undefined && {
    with: { params: Object.fromEntries(set.map(([name, text]) => [name, jsonOrText(text)])) },
  }),
  ...(minutes !== undefined && { minutes }),
});

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // words need no quotes
  }
}
