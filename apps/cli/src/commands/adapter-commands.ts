import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { UnreachableError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { adapterLines } from '../render/adapters.ts';
import { wrap } from '../render/text.ts';
import { disableAdapter, enableAdapter, listAdapters } from '../remote/adapters.ts';
import type { AdapterView } from '../remote/answers.ts';
import { connect, type ServerOptions } from '../remote/connect.ts';
import { readKnownServer } from '../remote/known-server.ts';
import type { Runner } from './action.ts';
import { withServer } from './server-options.ts';

interface ListOptions extends ServerOptions {
  readonly json?: true;
}

/** `adapters`: what plans can use, and what is in use. */
export function addAdapterCommands(program: Command, context: CommandContext, run: Runner): void {
  // The command and those below it have options of the same names: each takes those that stand behind its own name.
  const adapters = withServer(program.command('adapters').enablePositionalOptions())
    .description("the operations that plans can use, what each does in a drill, and a server's adapters that are off")
    .option('--json', 'print them with the schemas of their parameters and outputs as one JSON document')
    .action(
      run(
        (options: ListOptions) => list(options, context),
        ({ json }) => json === true,
      ),
    );
  withServer(adapters.command('disable'))
    .description('take an adapter out of use: people do its steps, in running executions too')
    .argument('<technology>')
    .requiredOption('--reason <text>', 'why; stands in the manual steps that come of it')
    .action(
      run((technology: string, options: ServerOptions & { readonly reason: string }) =>
        disable(technology, options, context),
      ),
    );
  withServer(adapters.command('enable'))
    .description('take an adapter into use again')
    .argument('<technology>')
    .action(run((technology: string, options: ServerOptions) => enable(technology, options, context)));
}

async function list(options: ListOptions, context: CommandContext): Promise<ExitCode> {
  const adapters = await adaptersOf(options, context);
  context.console.out.lines(options.json === true ? [JSON.stringify(adapters, null, 2)] : adapterLines(adapters));
  return EXIT.completed;
}

/** The server's, where one is named or was used; this build's where none is known, or the one used last has gone. */
async function adaptersOf(options: ListOptions, context: CommandContext): Promise<readonly AdapterView[]> {
  const ofThisBuild = async () => (await import('../run/own-adapters.ts')).ownAdapters(context.root);
  const known = await readKnownServer(context.environment.configDir);
  if (options.server === undefined && known === undefined) return ofThisBuild();
  try {
    return await listAdapters(await connect(options, context));
  } catch (error) {
    if (options.server !== undefined || !(error instanceof UnreachableError)) throw error;
    const sentence = `no server answers at ${known?.server ?? 'the address used last'}: these are the adapters of this build`;
    context.console.err.lines(wrap(sentence));
    return ofThisBuild();
  }
}

async function disable(
  technology: string,
  { reason, ...server }: ServerOptions & { readonly reason: string },
  context: CommandContext,
): Promise<ExitCode> {
  const adapter = await disableAdapter(await connect(server, context), technology, reason);
  const sentence = `${adapter.technology} is switched off: people do its steps that have not begun, by its own runbook`;
  context.console.out.lines(wrap(sentence));
  return EXIT.completed;
}

async function enable(technology: string, options: ServerOptions, context: CommandContext): Promise<ExitCode> {
  const adapter = await enableAdapter(await connect(options, context), technology);
  const sentence = `${adapter.technology} is in use again; steps that were handed to people stay with them`;
  context.console.out.lines(wrap(sentence));
  return EXIT.completed;
}
