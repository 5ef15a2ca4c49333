import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { RecoveryPlan } from '@breakwater/core';
import type { CommandContext } from '../context.ts';
import { FileFaultsError, InputError } from '../errors.ts';
import { messageOf, systemErrorCode } from '../shared.ts';

/** A plan that was read and found without fault. */
export interface PlanFile {
  /** As it was typed. */
  readonly name: string;
  readonly text: string;
  readonly plan: RecoveryPlan;
}

/** @throws InputError when the file cannot be read; FileFaultsError with every fault of the plan */
export async function readPlanFile(name: string, { root, environment }: CommandContext): Promise<PlanFile> {
  const text = await readText(name, resolve(environment.workingDir, name));
  const checked = await root.checkPlanText(text, name);
  if (!checked.ok) throw new FileFaultsError(name, checked.error);
  return { name, text, plan: checked.value };
}

async function readText(name: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new InputError(`cannot read the plan ${name}: ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const code = systemErrorCode(error);
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'permission is denied';
  return messageOf(error);
}
