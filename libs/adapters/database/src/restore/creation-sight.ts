import type { JsonObject } from '@breakwater/core';
import { broken, type Sight } from '../change/change.ts';
import { conditionOf, statusText } from '../service/statuses.ts';
import { EXECUTION_TAG, STEP_TAG, type Tags } from '../tags.ts';
import type { Copying } from './copying.ts';

/** How far a database is that a step makes: its own is adopted, another's of the same name is left alone. */
export function creationSight(
  { tags }: Copying,
  copy: { readonly id: string; readonly status: string; readonly tags: Tags } | undefined,
  present: JsonObject,
): Sight {
  if (copy === undefined) return { kind: 'untouched', present };
  if (copy.tags[EXECUTION_TAG] !== tags[EXECUTION_TAG] || copy.tags[STEP_TAG] !== tags[STEP_TAG]) {
    return broken('name-taken', `${copy.id} exists, and this step did not make it: give targetId or targetSuffix`);
  }
  if (conditionOf(copy.status) === 'broken') {
    return broken('restore-failed', `${copy.id} is ${copy.status}: see its events, delete it, then retry`, true);
  }
  if (conditionOf(copy.status) === 'available') return { kind: 'done', status: 'restored' };
  return { kind: 'under-way', detail: `${copy.id} is ${statusText(copy.status)}` };
}
