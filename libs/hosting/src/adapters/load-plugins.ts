import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineAdapter, type TechnologyAdapter } from '@breakwater/core';
import { SettingUnusableError } from '../settings/setting-unusable.ts';

/** The contract of plug-ins that this build speaks. */
const CONTRACT_VERSION = 1;

/** A package that was named as a plug-in can not be used; the process must not start without what it was told to run. */
export class PluginUnusableError extends SettingUnusableError {
  override readonly name = 'PluginUnusableError';
  readonly packageName: string;
  constructor(packageName: string, reason: string, options?: ErrorOptions) {
    super(`ADAPTER_PACKAGES: plug-in ${packageName} ${reason}`, options);
    this.packageName = packageName;
  }
}

/**
 * Loads adapters of other makers: the default export of each package, written with `defineAdapter`. Packages are found from
 * a folder, not from this file, so that a bundle finds what was installed beside it.
 *
 * @param packageNames - names of installed packages, or paths that begin with `.` or `/`
 * @param folder - where they are looked for, usually the working directory
 * @throws PluginUnusableError when a package is missing, is no adapter, or speaks another version of the contract
 */
export const loadPlugins = (packageNames: readonly string[], folder: string): Promise<readonly TechnologyAdapter[]> =>
  Promise.all(packageNames.map((name) => loadPlugin(name, folder)));

async function loadPlugin(name: string, folder: string): Promise<TechnologyAdapter> {
  const exported = await importFrom(name, folder);
  if (!isAdapter(exported)) throw new PluginUnusableError(name, 'has no adapter as its default export');
  if (exported.contractVersion !== CONTRACT_VERSION) {
    throw new PluginUnusableError(
      name,
      `speaks version ${String(exported.contractVersion)} of the contract, and this build version ${CONTRACT_VERSION}`,
    );
  }
  try {
    return defineAdapter(exported);
  } catch (error) {
    throw new PluginUnusableError(name, `breaks the contract: ${messageOf(error)}`, { cause: error });
  }
}

async function importFrom(name: string, folder: string): Promise<unknown> {
  const unusable = (error: unknown, reason = messageOf(error)) =>
    new PluginUnusableError(name, `cannot be loaded from ${folder}: ${reason}`, { cause: error });
  let file: string;
  try {
    file = createRequire(join(folder, 'package.json')).resolve(name);
  } catch (error) {
    throw isNotFound(error) ? unusable(error, 'it is not installed there') : unusable(error);
  }
  try {
    const loaded = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
    return loaded.default;
  } catch (error) {
    throw unusable(error);
  }
}

const isNotFound = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'MODULE_NOT_FOUND';

/** What the type says, as far as a value can be asked; `defineAdapter` checks the rest. */
function isAdapter(value: unknown): value is TechnologyAdapter {
  return (
    typeof value === 'object' &&
    value !== null &&
    'technology' in value &&
    typeof value.technology === 'string' &&
    'contractVersion' in value &&
    'operations' in value &&
    Array.isArray(value.operations)
  );
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
