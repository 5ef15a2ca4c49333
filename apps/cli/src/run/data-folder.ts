import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CliEnvironment } from '../context.ts';
import { InputError } from '../errors.ts';
import { messageOf } from '../shared.ts';

/** Where an execution's history is kept. */
export interface DataFolder {
  readonly path: string;
  /** Removes what was made for this run alone; folders that the user named or that hold real runs stay. */
  discard(): Promise<void>;
}

/** Under the working folder, for runs against AWS. */
const DEFAULT_FOLDER = '.breakwater';

/**
 * The folder that was asked for; `.breakwater` for real runs; a new one for simulated runs, which would otherwise mix their
 * history with that of real ones.
 */
export async function openDataFolder(
  asked: string | undefined,
  simulated: boolean,
  environment: CliEnvironment,
): Promise<DataFolder> {
  if (asked === undefined && simulated) {
    const path = await mkdtemp(join(environment.temporaryDir, 'breakwater-'));
    return { path, discard: () => rm(path, { recursive: true, force: true }) };
  }
  const path = resolve(environment.workingDir, asked ?? DEFAULT_FOLDER);
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new InputError(`cannot use ${path} as data folder: ${messageOf(error)}`, { cause: error });
  }
  return { path, discard: async () => undefined };
}
