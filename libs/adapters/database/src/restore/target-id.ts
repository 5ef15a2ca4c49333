import { createHash } from 'node:crypto';
import type { RestoreRequest } from './params.ts';

/** Characters of an identifier of RDS. */
const LONGEST = 63;
/** Room for the number that an instance of a restored cluster gets. */
const INSTANCE_ROOM = 2;

/** The identifier of the copy of a source: the same one in every attempt, so that what exists is recognised. */
export function targetIdOf({ params, executionId, mode }: RestoreRequest, sourceId: string): string {
  if (params.targetId !== undefined) return params.targetId.toLowerCase();
  const word = createHash('sha256').update(executionId).digest('hex').slice(0, 8);
  const suffix = params.targetSuffix ?? `-${mode === 'drill' ? 'drill' : 'restored'}-${word}`;
  const head = sourceId.slice(0, LONGEST - INSTANCE_ROOM - suffix.length).replace(/-+$/, '');
  return `${head}${suffix}`.toLowerCase();
}

/** The instance of a restored cluster. */
export const instanceIdOf = (clusterId: string): string => `${clusterId}-1`;
