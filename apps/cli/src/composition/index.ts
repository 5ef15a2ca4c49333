import type { CompositionRoot, FullRoot, PluginSettings } from './types.ts';

/**
 * Where everything that the commands need is put together, and the only place that knows of a simulator. Each part is
 * loaded when a command first needs it: most commands talk to a server, and all adapters with their AWS clients would be
 * most of what they do.
 */
export function compositionRoot(settings: PluginSettings): CompositionRoot {
  let loading: Promise<FullRoot> | undefined;
  const full = () => (loading ??= import('./full-root.ts').then(({ fullRoot }) => fullRoot(settings)));
  return {
    installedAdapters: async () => (await full()).installedAdapters(),
    checkPlanText: async (text, sourceName) => (await full()).checkPlanText(text, sourceName),
    composeEmbedded: async (options) => (await full()).composeEmbedded(options),
    startSimulator: async ({ file, port, seed, speed }) => {
      const { startEstate } = await import('./simulated-aws.ts');
      const simulator = await startEstate({
        file,
        port,
        ...(seed !== undefined && { seed }),
        ...(speed !== undefined && { speed }),
      });
      return { url: simulator.url, speed: simulator.speed, close: () => simulator.close() };
    },
    openAuthority: async (dataDir) => {
      const { openLocalAuthority } = await import('./local-authority.ts');
      return openLocalAuthority(dataDir);
    },
  };
}
