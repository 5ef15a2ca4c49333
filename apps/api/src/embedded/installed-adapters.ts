import { applicationAdapter } from '@breakwater/adapter-application';
import { databaseAdapter } from '@breakwater/adapter-database';
import { drsAdapter } from '@breakwater/adapter-drs';
import { infrastructureAdapter } from '@breakwater/adapter-infrastructure';
import { builtInAdapter } from '@breakwater/application';
import { adapterRegistry, type AdapterRegistry } from '@breakwater/core';

/** The technologies of this build. */
export const installedAdapters = (): AdapterRegistry =>
  adapterRegistry([builtInAdapter, drsAdapter(), databaseAdapter(), applicationAdapter(), infrastructureAdapter()]);
