import { once } from 'node:events';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Embedded } from '../composition/types.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { plural } from '../render/text.ts';
import { rememberServer } from '../remote/known-server.ts';
import { openDataFolder } from '../run/data-folder.ts';
import { simulateOption, type SimulateOptions } from '../run/simulate-option.ts';
import type { Runner } from './action.ts';
import { port, positiveNumber, wholeNumber } from './option-values.ts';

const DEFAULT_PORT = 8080;
const DEFAULT_SIMULATOR_PORT = 8090;
/** Nothing of it is meant for the network; a proxy with TLS stands in front where it is. */
const HOST = '127.0.0.1';

interface ServeOptions extends SimulateOptions {
  readonly port: number;
  readonly data?: string;
  readonly store?: string;
}

interface SimulatorOptions {
  readonly port: number;
  readonly seed?: number;
  readonly speed?: number;
}

/** `serve` and `simulate`: run until they are told to stop. */
export function addHostCommands(program: Command, context: CommandContext, run: Runner): void {
  program
    .command('serve')
    .description('API, engine and adapters in one process; goes on with what is unfinished in the data folder')
    .option('--simulate <estate>', 'simulated AWS: an estate file, or the address of a running simulator')
    .option('--seed <number>', "instead of the estate's own", wholeNumber)
    .option('--speed <number>', "simulated seconds per second, instead of the estate's own", positiveNumber)
    .option('--port <port>', 'where the API listens; 0 takes any free port', port, DEFAULT_PORT)
    .option('--data <dir>', 'database and local key; default .breakwater, simulated runs a folder of their own')
    .option('--store <store>', 'sqlite (default, in the data folder) or dynamodb:<environment>@<region>')
    .action(run((options: ServeOptions) => serve(options, context)));
  program
    .command('simulate')
    .description('the AWS simulator alone')
    .argument('<estate>', 'estate file, YAML or JSON')
    .option('--port <port>', 'where it listens; 0 takes any free port', port, DEFAULT_SIMULATOR_PORT)
    .option('--seed <number>', "instead of the estate's own", wholeNumber)
    .option('--speed <number>', "simulated seconds per second, instead of the estate's own", positiveNumber)
    .action(run((estate: string, options: SimulatorOptions) => simulate(estate, options, context)));
}

async function serve(options: ServeOptions, context: CommandContext): Promise<ExitCode> {
  const simulated = simulateOption(options);
  const { storeOption } = await import('../run/store-option.ts');
  const store = storeOption(options.store);
  const folder = await openDataFolder(options.data, simulated !== undefined, context.environment);
  const embedded = await context.root.composeEmbedded({
    dataDir: folder.path,
    ...(simulated !== undefined && { simulate: simulated }),
    ...(store !== undefined && { store }),
    ...context.environment.host,
  });
  try {
    await serveUntilInterrupted(embedded, folder.path, options, context);
  } finally {
    await embedded.close();
  }
  context.console.out.lines(['Stopped. Nothing is lost: the next start goes on with what is unfinished.']);
  return EXIT.completed;
}

async function serveUntilInterrupted(
  embedded: Embedded,
  dataDir: string,
  options: ServeOptions,
  { console, environment, interrupted }: CommandContext,
): Promise<void> {
  const api = await embedded.buildApi();
  const server = await api.listen({ host: HOST, port: options.port });
  try {
    await rememberServer(environment.configDir, { server, dataDir });
    const goneOnWith = await embedded.engine.resumeUnfinished();
    embedded.startSweeping();
    console.out.lines([
      `Breakwater listens on ${server}`,
      `  data       ${dataDir}`,
      ...(options.store === undefined ? [] : [`  store      ${options.store}`]),
      `  log        ${join(dataDir, 'breakwater.log')}`,
      ...(embedded.simulator === undefined
        ? []
        : [`  simulator  ${embedded.simulator.url}, ${embedded.simulator.speed} seconds a second`]),
      ...(goneOnWith === 0 ? [] : [`  goes on with ${plural(goneOnWith, 'unfinished execution')}`]),
      'Other terminals now reach it: npx breakwater status. Ctrl-C stops it, and nothing is lost.',
    ]);
    await untilAborted(interrupted);
  } finally {
    await api.close();
  }
}

async function simulate(
  file: string,
  options: SimulatorOptions,
  { console, root, interrupted }: CommandContext,
): Promise<ExitCode> {
  const { seed, speed } = options;
  const simulator = await root.startSimulator({
    file,
    port: options.port,
    ...(seed !== undefined && { seed }),
    ...(speed !== undefined && { speed }),
  });
  console.out.lines([
    `The simulator listens on ${simulator.url}, ${simulator.speed} simulated seconds a second`,
    `Run against it: npx breakwater drill PLAN --simulate ${simulator.url}`,
  ]);
  await untilAborted(interrupted);
  await simulator.close();
  return EXIT.completed;
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
