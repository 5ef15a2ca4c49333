import { applicationAdapter, type HttpProbe } from '@breakwater/adapter-application';
import { databaseAdapter } from '@breakwater/adapter-database';
import { drsAdapter } from '@breakwater/adapter-drs';
import { infrastructureAdapter } from '@breakwater/adapter-infrastructure';
import { builtInAdapter } from '@breakwater/application';
import { adapterRegistry, type AdapterRegistry, type TechnologyAdapter } from '@breakwater/core';
import { SettingUnusableError } from '../settings/setting-unusable.ts';

export interface AdapterSettings {
  /** Sends the requests of HTTP checks. @default over the network of this process */
  readonly httpProbe?: HttpProbe;
  /** Adapters of other makers, loaded by `loadPlugins`. @default none */
  readonly plugins?: readonly TechnologyAdapter[];
}

/**
 * The technologies of this build, and those that were plugged in.
 *
 * @throws SettingUnusableError when a plug-in takes the name of another technology: that must stop the start
 */
export function installedAdapters({ httpProbe, plugins = [] }: AdapterSettings = {}): AdapterRegistry {
  const ofThisBuild = [
    builtInAdapter,
    drsAdapter(),
    databaseAdapter(),
    applicationAdapter(httpProbe === undefined ? {} : { probe: httpProbe }),
    infrastructureAdapter(),
  ];
  try {
    return adapterRegistry([...ofThisBuild, ...plugins]);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new SettingUnusableError(`ADAPTER_PACKAGES: ${error.message}`, { cause: error });
  }
}
