import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { WORKSPACE } from '../../testing/run-cli.ts';

/** An adapter of another maker, which is loaded by the name of its package. */
export const PLUG_IN = {
  packageName: '@example/breakwater-pilot-light',
  technology: 'pilot-light',
  source: 'examples/adapters/pilot-light',
} as const;

/** Installs the plug-in beside a service. @param folder - where the service is started */
export function installPlugIn(folder: string): void {
  const installed = join(folder, 'node_modules', PLUG_IN.packageName);
  mkdirSync(dirname(installed), { recursive: true });
  symlinkSync(join(WORKSPACE, PLUG_IN.source), installed);
}
