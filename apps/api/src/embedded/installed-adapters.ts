import { applicationAdapter, type HttpProbe } from '@breakwater/adapter-application';
import { databaseAdapter } from '@breakwater/adapter-database';
import { drsAdapter } from '@breakwater/adapter-drs';
import { infrastructureAdapter } from '@breakwater/adapter-infrastructure';
import { builtInAdapter } from '@breakwater/application';
import { adapterRegistry, type AdapterRegistry } from '@breakwater/core';

export interface AdapterSettings {
  /** Sends the requests of HTTP checks. @default over the network of this process */
  readonly httpProbe?: HttpProbe;
}

/** The technologies of this build. */
export const installedAdapters = ({ httpProbe }: AdapterSettings = {}): AdapterRegistry =>
  adapterRegistry([
    builtInAdapter,
    drsAdapter(),
    databaseAdapter(),
    applicationAdapter(httpProbe === undefined ? {} : { probe: httpProbe }),
    infrastructureAdapter(),
  ]);
