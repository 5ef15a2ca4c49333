import { drsAdapter } from '@breakwater/adapter-drs';
import { builtInAdapter } from '@breakwater/application';
import { adapterRegistry, type AdapterRegistry } from '@breakwater/core';

/** The technologies of this build. */
export const installedAdapters = (): AdapterRegistry => adapterRegistry([builtInAdapter, drsAdapter()]);
