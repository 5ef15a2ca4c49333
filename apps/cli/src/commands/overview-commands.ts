import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { nextScreen } from '../render/next-screen.ts';
import { statusScreen } from '../render/status-screen.ts';
import { connect, type ServerOptions } from '../remote/connect.ts';
import { unfinishedReports } from '../remote/executions.ts';
import type { Runner } from './action.ts';
import { withServer } from './server-options.ts';

interface StatusOptions extends ServerOptions {
  readonly json?: true;
}

/** `status` and `next`: one screen each. */
export function addOverviewCommands(program: Command, context: CommandContext, run: Runner): void {
  withServer(program.command('status'))
    .description('what runs, what waits, for whom, since when, and how long it will take')
    .option('--json', 'print the reports of all unfinished executions as one JSON document')
    .action(
      run(
        (options: StatusOptions) => status(options, context),
        ({ json }) => json === true,
      ),
    );
  withServer(program.command('next'))
    .description('the one thing to do next, with the exact command')
    .action(run((options: ServerOptions) => next(options, context)));
}

async function status(options: StatusOptions, context: CommandContext): Promise<ExitCode> {
  const reports = await unfinishedReports(await connect(options, context));
  const { out } = context.console;
  out.lines(options.json === true ? [JSON.stringify(reports, null, 2)] : statusScreen(reports, out.paint));
  return EXIT.completed;
}

async function next(options: ServerOptions, context: CommandContext): Promise<ExitCode> {
  const { out } = context.console;
  out.lines(nextScreen(await unfinishedReports(await connect(options, context)), out.paint));
  return EXIT.completed;
}
