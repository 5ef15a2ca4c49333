import type { Command } from 'commander';
import type { FollowUpKind } from '@breakwater/application';
import type { CommandContext } from '../context.ts';
import { InputError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { followUpReview } from '../render/follow-up.ts';
import { commandLine } from '../render/next.ts';
import { MODE_NAMES } from '../render/words.ts';
import { connect, type ServerOptions } from '../remote/connect.ts';
import { showExecution } from '../remote/executions.ts';
import { executionRunbook, showFollowUp, startFollowUp, type Seriousness } from '../remote/follow-ups.ts';
import { askToStart } from '../run/ask-to-start.ts';
import type { Runner } from './action.ts';
import { names } from './option-values.ts';
import { withServer } from './server-options.ts';

type SeriousOptions = ServerOptions & Seriousness;

interface KeepOptions extends ServerOptions {
  readonly reason: string;
  readonly step?: readonly string[];
}

const KEEP_HELP = `
What is kept is production from then on: it loses its expiry, is protected from being
terminated, and every clean-up of the drill leaves it alone. No drill and no recovery
of its source servers starts while it is there. The other steps of the drill still
expire. Needs the role recovery-manager or admin. See docs/how-to/keep-a-drill.md.`;

/** `execution …`: what follows an execution that has ended, and its steps for people. */
export function addFollowUpCommands(execution: Command, context: CommandContext, run: Runner): void {
  withServer(execution.command('cleanup'))
    .description('terminate what a drill left in AWS, as an execution of its own')
    .argument('<execution>', 'the drill')
    .action(run((id: string, options: ServerOptions) => cleanUp(id, options, context)));
  withServer(execution.command('keep'))
    .description('keep for real what a drill launched: it loses its expiry at once, and stays')
    .argument('<execution>', 'the drill')
    .requiredOption('--reason <text>', 'why')
    .option('--step <id>', 'a step whose instances stay; repeat it for more (default: all that launched some)', names)
    .addHelpText('after', KEEP_HELP)
    .action(run((id: string, options: KeepOptions) => keep(id, options, context)));
  const serious = (kind: 'rollback' | 'failback', description: string, subject: string) =>
    withServer(execution.command(kind))
      .description(description)
      .argument('<execution>', subject)
      .requiredOption('--incident <id>', 'the incident this belongs to')
      .requiredOption('--reason <text>', 'why')
      .requiredOption('--confirm <plan name>', "the plan's name, typed again")
      .action(run((id: string, options: SeriousOptions) => followUp(kind, id, options, context)));
  serious('rollback', 'take back what an execution did; shows first what, and what can not be', 'the execution');
  serious('failback', 'return to the site of origin; shows the plan for it first', 'the completed recovery');
  withServer(execution.command('runbook'))
    .description('its steps with the resources it found, as Markdown that people can follow by hand')
    .argument('<execution>')
    .action(run((id: string, options: ServerOptions) => showRunbook(id, options, context)));
}

async function cleanUp(id: string, options: ServerOptions, context: CommandContext): Promise<ExitCode> {
  const client = await connect(options, context);
  const started = await startFollowUp(client, 'cleanup', await showExecution(client, id));
  return sayBegun('cleanup', id, started, context);
}

/** Is not asked about twice: whoever keeps something is in a hurry, and it takes nothing away. */
async function keep(id: string, { reason, step, ...server }: KeepOptions, context: CommandContext): Promise<ExitCode> {
  const { out } = context.console;
  const client = await connect(server, context);
  const report = await showExecution(client, id);
  const preview = await showFollowUp(client, id, 'keep', step);
  out.lines(followUpReview('keep', report, preview, out.paint));
  if (preview.plan === null) throw new InputError(`nothing of ${id} can be kept: nothing was started`);
  const started = await startFollowUp(client, 'keep', report, { reason, ...(step !== undefined && { steps: step }) });
  return sayBegun('keep', id, started, context);
}

async function followUp(
  kind: 'rollback' | 'failback',
  id: string,
  { incident, reason, confirm, ...server }: SeriousOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { out } = context.console;
  const client = await connect(server, context);
  const report = await showExecution(client, id);
  const { plan } = report.execution;
  if (confirm !== plan) {
    throw new InputError(`--confirm ${confirm} is not the name of the plan, which is ${plan}: nothing was started`);
  }
  const preview = await showFollowUp(client, id, kind);
  out.lines(followUpReview(kind, report, preview, out.paint));
  if (preview.plan === null)
    throw new InputError(`there is nothing that a ${kind} of ${id} could do: nothing was started`);
  if (!(await askToStart(context))) return EXIT.unsuccessful;
  const started = await startFollowUp(client, kind, report, { incident, reason, confirm });
  return sayBegun(kind, id, started, context);
}

function sayBegun(kind: FollowUpKind, of: string, started: string, { console }: CommandContext): ExitCode {
  console.out.lines([
    `${MODE_NAMES[kind]} of ${of} has begun: execution ${started}`,
    `    ${commandLine('execution', 'watch', started)}`,
  ]);
  return EXIT.completed;
}

async function showRunbook(id: string, options: ServerOptions, context: CommandContext): Promise<ExitCode> {
  const markdown = await executionRunbook(await connect(options, context), id);
  context.console.out.lines(markdown.trimEnd().split('\n'));
  return EXIT.completed;
}
