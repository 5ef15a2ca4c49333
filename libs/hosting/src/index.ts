export type { AdapterSettings } from './adapters/installed-adapters.ts';
export { installedAdapters } from './adapters/installed-adapters.ts';
export { loadPlugins, PluginUnusableError } from './adapters/load-plugins.ts';
