import { Command, CommanderError } from 'commander';
import { runner } from './commands/action.ts';
import { addAdapterCommands } from './commands/adapter-commands.ts';
import { addExecutionCommands } from './commands/execution-commands.ts';
import { addGateCommands } from './commands/gate-commands.ts';
import { addHostCommands } from './commands/host-commands.ts';
import { addOverviewCommands } from './commands/overview-commands.ts';
import { addPlanCommands } from './commands/plan-commands.ts';
import { addRunCommands } from './commands/run-commands.ts';
import { addToolCommands } from './commands/tool-commands.ts';
import type { CommandContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { WIDTH } from './render/text.ts';

const EXIT_CODE_HELP = `
Exit codes: 0 completed; 1 failed, rejected or cancelled; 2 bad input or usage;
3 cannot reach what it needs; 4 waits for a person (without a terminal).`;

/**
 * Runs one command line.
 *
 * @param words - without the names of the program
 * @returns the exit code; errors have been reported
 */
export async function runCommandLine(words: readonly string[], context: CommandContext): Promise<ExitCode> {
  let code: ExitCode = EXIT.completed;
  const program = buildProgram(context, (given) => {
    code = given;
  });
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    // Commander has said what was wrong; asking for help is no fault.
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.completed : EXIT.badInput;
  }
  return code;
}

function buildProgram(context: CommandContext, done: (code: ExitCode) => void): Command {
  const { out, err } = context.console;
  const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n');
  const program = new Command('breakwater')
    .description('Disaster recovery for AWS: run recovery plans as drills and for real')
    .version(context.version)
    .configureOutput({
      writeOut: (text) => out.lines(linesOf(text)),
      writeErr: (text) => err.lines(linesOf(text)),
      getOutHelpWidth: () => WIDTH,
      getErrHelpWidth: () => WIDTH,
    })
    .showHelpAfterError('(--help tells more)')
    .exitOverride()
    .addHelpText('after', EXIT_CODE_HELP);
  const run = runner(context, done);
  addRunCommands(program, context, run);
  addHostCommands(program, context, run);
  addPlanCommands(program, context, run);
  addExecutionCommands(program, context, run);
  addGateCommands(program, context, run);
  addOverviewCommands(program, context, run);
  addAdapterCommands(program, context, run);
  addToolCommands(program, context, run);
  return program;
}
