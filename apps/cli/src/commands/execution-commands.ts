import { Option, type Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { EXIT, exitCodeOf, type ExitCode } from '../exit-codes.ts';
import { executionTable } from '../render/execution-table.ts';
import { finalReport } from '../render/final-report.ts';
import { nextCommands } from '../render/next.ts';
import { connect, type ServerOptions } from '../remote/connect.ts';
import { commandExecution, listExecutions, showExecution, type SteeringCommand } from '../remote/executions.ts';
import { watch } from '../remote/watch.ts';
import type { Runner } from './action.ts';
import { listEvents } from './execution-events.ts';
import { addFollowUpCommands } from './follow-up-commands.ts';
import { wholeNumber } from './option-values.ts';
import { withServer } from './server-options.ts';

interface JsonOptions extends ServerOptions {
  readonly json?: true;
}

interface NoteOptions extends ServerOptions {
  readonly note?: string;
}

interface WatchOptions extends ServerOptions {
  readonly until: 'end' | 'person';
  readonly json?: true;
}

const TAKE_OVER_HELP = `
The server that is asked goes on from the stored history and starts nothing twice.
The engine that had the execution is refused everything from then on, also when it
comes back. A hub that is cut off but alive may go on until its leases run out, or
longer, by the store it uses: read docs/how-to/continue-elsewhere.md first.
Needs the role recovery-manager or admin. Repeated, it starts yet another run, which
adopts what the one before did.`;

const asJson = (_id: string, { json }: JsonOptions): boolean => json === true;

/** `execution …`: work with the executions of a server. */
export function addExecutionCommands(program: Command, context: CommandContext, run: Runner): void {
  const execution = program.command('execution').description('work with the executions of a server');
  withServer(execution.command('list'))
    .description('the newest executions')
    .option('--limit <count>', 'how many at most, 1 to 100', wholeNumber, 20)
    .option('--json', 'print one JSON document')
    .action(
      run(
        (options: JsonOptions & { limit: number }) => list(options, context),
        ({ json }) => json === true,
      ),
    );
  withServer(execution.command('show'))
    .description('the report, live while it runs')
    .argument('<execution>')
    .option('--json', 'print the report as one JSON document')
    .action(run((id: string, options: JsonOptions) => show(id, options, context), asJson));
  withServer(execution.command('watch'))
    .description('follow an execution to its end; its exit code tells how it ended')
    .argument('<execution>')
    .addOption(
      new Option('--until <moment>', 'stop at its end, or when it waits for a person (exit code 4)')
        .choices(['end', 'person'])
        .default('end'),
    )
    .option('--json', 'print the report as one JSON document at the end; progress goes to standard error')
    .action(run((id: string, options: WatchOptions) => follow(id, options, context), asJson));
  withServer(execution.command('events'))
    .description('its history: every decision, oldest first')
    .argument('<execution>')
    .option('--json', 'print one JSON document')
    .action(run((id: string, options: JsonOptions) => listEvents(id, options, context), asJson));
  addSteering(execution, context, run);
  addFollowUpCommands(execution, context, run);
}

function addSteering(execution: Command, context: CommandContext, run: Runner): void {
  const steering = (name: SteeringCommand, description: string) =>
    withServer(execution.command(name))
      .description(description)
      .argument('<execution>')
      .action(run((id: string, options: NoteOptions) => steer(id, name, options, context)));
  steering('pause', 'hold it: running steps go on to their end, nothing new starts').option('--note <text>', 'why');
  steering('resume', 'let a held execution go on').option('--note <text>', 'why');
  steering('cancel', 'end it: running steps are followed to their end, nothing new starts').requiredOption(
    '--note <text>',
    'why',
  );
  steering('take-over', "go on with it by this server's engine: the engine that had it is lost")
    .requiredOption('--note <text>', 'what happened to the engine that had it')
    .addHelpText('after', TAKE_OVER_HELP);
}

async function list(options: JsonOptions & { limit: number }, context: CommandContext): Promise<ExitCode> {
  const heads = await listExecutions(await connect(options, context), { limit: options.limit });
  const { out } = context.console;
  out.lines(options.json === true ? [JSON.stringify(heads, null, 2)] : executionTable(heads));
  return EXIT.completed;
}

async function show(id: string, options: JsonOptions, context: CommandContext): Promise<ExitCode> {
  const report = await showExecution(await connect(options, context), id);
  const { out } = context.console;
  out.lines(
    options.json === true
      ? [JSON.stringify(report, null, 2)]
      : finalReport(report, nextCommands(report, { kind: 'server' }), out.paint),
  );
  return EXIT.completed;
}

async function follow(id: string, options: WatchOptions, context: CommandContext): Promise<ExitCode> {
  const client = await connect(options, context);
  const { out, err } = context.console;
  const report = await watch(() => showExecution(client, id), {
    channel: options.json === true ? err : out,
    untilPerson: options.until === 'person',
    interrupted: context.interrupted,
  });
  out.lines(
    options.json === true
      ? [JSON.stringify(report, null, 2)]
      : finalReport(report, nextCommands(report, { kind: 'server' }), out.paint),
  );
  return exitCodeOf(report, []);
}

async function steer(
  id: string,
  command: SteeringCommand,
  options: NoteOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const report = await commandExecution(await connect(options, context), id, command, options.note);
  const { out } = context.console;
  out.lines(finalReport(report, nextCommands(report, { kind: 'server' }), out.paint));
  return EXIT.completed;
}
