import type { Command } from 'commander';
import type { Role } from '@breakwater/core';
import type { CommandContext } from '../context.ts';
import { InputError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { readKnownServer } from '../remote/known-server.ts';
import { openDataFolder } from '../run/data-folder.ts';
import type { Runner } from './action.ts';
import { positiveNumber, role } from './option-values.ts';
import { addUnbuilt } from './plan-commands.ts';

const SECONDS_PER_HOUR = 3600;
const DEFAULT_HOURS = 12;

interface TokenOptions {
  readonly subject: string;
  readonly role: readonly Role[];
  readonly hours: number;
  readonly data?: string;
}

/** `token` and `evidence`. */
export function addToolCommands(program: Command, context: CommandContext, run: Runner): void {
  program
    .command('token')
    .description('print a token that is signed with the local key')
    .requiredOption('--subject <who>', 'whom it is for')
    .requiredOption('--role <role>', 'what they may do (again for more)', role)
    .option('--hours <count>', 'how long it holds', positiveNumber, DEFAULT_HOURS)
    .option('--data <dir>', "the server's data folder; default that of the local server used last, else .breakwater")
    .action(run((options: TokenOptions) => token(options, context)));
  const evidence = program.command('evidence').description('check evidence offline');
  addUnbuilt(evidence, run, 'evidence verify', 'verify');
}

async function token(options: TokenOptions, context: CommandContext): Promise<ExitCode> {
  const { configDir } = context.environment;
  const asked = options.data ?? (await readKnownServer(configDir))?.dataDir;
  const { path } = await openDataFolder(asked, false, context.environment);
  const authority = await context.root.openAuthority(path);
  const request = { subject: options.subject, roles: options.role, lifetimeSeconds: options.hours * SECONDS_PER_HOUR };
  try {
    context.console.out.lines([await authority.issueToken(request)]);
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(error.message, { cause: error });
    throw error;
  }
  return EXIT.completed;
}
