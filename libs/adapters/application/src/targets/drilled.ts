import type { OperationRequest } from '@breakwater/core';
import { instancesById } from '../service/instances.ts';
import type { Regional } from '../service/regional.ts';
import { EXECUTION_TAG } from '../tags.ts';

/**
 * The instances that are none of this drill: those without its tag. Whatever a plan refers to, a drill runs nothing on
 * an instance that it has not launched.
 */
export async function notOfTheDrill(
  { mode, executionId }: Pick<OperationRequest, 'mode' | 'executionId'>,
  where: Regional,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (mode !== 'drill' || ids.length === 0) return [];
  const found = await instancesById(where, ids);
  const drilled = new Set(found.filter(({ tags }) => tags[EXECUTION_TAG] === executionId).map(({ id }) => id));
  return ids.filter((id) => !drilled.has(id));
}
