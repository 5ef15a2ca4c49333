import { join } from 'node:path';
import { composeEmbedded as composeHost, type EmbeddedHost } from '@breakwater/api';
import { readPlanDocument } from '@breakwater/application';
import { checkPlan, type TechnologyAdapter } from '@breakwater/core';
import { installedAdapters, listed, loadPlugins, SettingUnusableError } from '@breakwater/hosting';
import { createLogger, fileDestination } from '@breakwater/service';
import { StoreUnusableError } from '@breakwater/store-sqlite';
import { InputError, UnreachableError } from '../errors.ts';
import { simulatedProbe } from './simulated-probe.ts';
import { openSimulator, type SimulatedAws } from './simulated-aws.ts';
import type { Embedded, EmbeddedOptions, FullRoot, PluginSettings } from './types.ts';

/** The hub's own Region when AWS is real and the environment names none. */
const DEFAULT_HUB_REGION = 'us-west-2';
const LOG_FILE = 'breakwater.log';

/** What works on plans and runs them. It knows all adapters, and so loads the clients of all AWS services. */
export function fullRoot({ adapterPackages, folder }: PluginSettings): FullRoot {
  let loading: Promise<readonly TechnologyAdapter[]> | undefined;
  const plugins = () => (loading ??= loadPlugins(listed(adapterPackages), folder));
  const adapters = () => usable(async () => installedAdapters({ plugins: await plugins() }));
  return {
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
