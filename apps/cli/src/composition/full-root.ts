import { join } from 'node:path';
import { composeEmbedded as composeHost, type EmbeddedHost } from '@breakwater/api';
import { readPlanDocument } from '@breakwater/application';
import { checkPlan, type TechnologyAdapter } from '@breakwater/core';
import { installedAdapters, loadPlugins, SettingUnusableError } from '@breakwater/hosting';
import { createLogger, fileDestination, openLocalAuthority } from '@breakwater/service';
import { StoreUnusableError } from '@breakwater/store-sqlite';
import { InputError, UnreachableError } from '../errors.ts';
import { simulatedProbe } from './simulated-probe.ts';
import { openSimulator, startEstate, type SimulatedAws } from './simulated-aws.ts';
import type { CompositionRoot, Embedded, EmbeddedOptions } from './types.ts';

/** The hub's own Region when AWS is real and the environment names none. */
const DEFAULT_HUB_REGION = 'us-west-2';
const LOG_FILE = 'breakwater.log';

/** Adapters of other makers that the process is to run with. */
export interface PluginSettings {
  /** By the names of their packages. */
  readonly adapterPackages: readonly string[];
  /** Where the packages are looked for. */
  readonly folder: string;
}

/** Where everything that the commands need is put together, and the only place that knows of a simulator. */
export function compositionRoot(settings: PluginSettings): CompositionRoot {
  let loading: Promise<readonly TechnologyAdapter[]> | undefined;
  // Only for the commands that need them: a package that is broken must not keep anybody from `status`.
  const plugins = () => (loading ??= loadPlugins(settings.adapterPackages, settings.folder));
  const adapters = () => usable(async () => installedAdapters({ plugins: await plugins() }));
  return {
    ...WITHOUT_PLUGINS,
    installedAdapters: adapters,
    checkPlanText: async (text, sourceName) => {
      const read = readPlanDocument(text, sourceName);
      if (!read.ok) return read;
      return checkPlan(read.value.document, { registry: await adapters(), locate: read.value.locate });
    },
    composeEmbedded: (options) => usable(async () => composeEmbedded(options, await plugins())),
  };
}

/** @throws InputError for what the settings name and this process cannot work with */
async function usable<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof SettingUnusableError ? new InputError(error.message, { cause: error }) : error;
  }
}

const WITHOUT_PLUGINS: Pick<CompositionRoot, 'startSimulator' | 'openAuthority'> = {
  startSimulator: async ({ file, port, seed, speed }) => {
    const simulator = await startEstate({
      file,
      port,
      ...(seed !== undefined && { seed }),
      ...(speed !== undefined && { speed }),
    });
    return { url: simulator.url, speed: simulator.speed, close: () => simulator.close() };
  },
  openAuthority: openLocalAuthority,
};

async function composeEmbedded(options: EmbeddedOptions, plugins: readonly TechnologyAdapter[]): Promise<Embedded> {
  const simulator = options.simulate === undefined ? undefined : await openSimulator(options.simulate);
  try {
    const host = await composeHost({
      dataDir: options.dataDir,
      plugins,
      log: createLogger({ service: 'breakwater', destination: fileDestination(join(options.dataDir, LOG_FILE)) }),
      simulated: simulator !== undefined,
      ...(options.leaseSeconds !== undefined && { leaseSeconds: options.leaseSeconds }),
      ...(options.engineName !== undefined && { engineName: options.engineName }),
      ...(options.store !== undefined && { store: options.store }),
      ...(options.dynamoDbEndpoint !== undefined && { dynamoDbEndpoint: options.dynamoDbEndpoint }),
      ...(simulator === undefined
        ? { aws: realAws(options) }
        : {
            aws: simulator.aws,
            clock: simulator.clock,
            accounts: simulator.accounts,
            httpProbe: simulatedProbe(simulator.url),
          }),
    });
    return embedded(host, simulator);
  } catch (error) {
    await simulator?.close();
    throw isStoreUnusable(error) ? new UnreachableError(error.message, { cause: error }) : error;
  }
}

/** A table's error is known by its name: its library is loaded only where tables are used. */
const isStoreUnusable = (error: unknown): error is Error =>
  error instanceof StoreUnusableError || (error instanceof Error && error.name === 'TableUnusableError');

const realAws = ({ endpoint, hubRegion = DEFAULT_HUB_REGION }: EmbeddedOptions) => ({
  hubRegion,
  ...(endpoint !== undefined && { endpoint }),
});

const embedded = (host: EmbeddedHost, simulator: SimulatedAws | undefined): Embedded => ({
  ...host,
  buildApi: async () => host.buildApi(),
  ...(simulator !== undefined && { simulator: { url: simulator.url, speed: simulator.speed } }),
  simulated: simulator !== undefined,
  async close() {
    await host.close();
    await simulator?.close();
  },
});
