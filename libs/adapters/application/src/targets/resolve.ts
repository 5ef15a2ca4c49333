import type { ResolvedResource, Selection, Target, ValidationContext } from '@breakwater/core';
import { instancesById, instancesTagged, type InstanceView } from '../service/instances.ts';
import type { Regional } from '../service/regional.ts';

const GONE: ReadonlySet<string> = new Set(['terminated', 'shutting-down']);

/** EC2 instances of a selection, sorted by id; terminated ones are none. */
export async function resolveInstances(
  selection: Selection,
  target: Target,
  { aws, signal }: ValidationContext,
): Promise<ResolvedResource[]> {
  const found = await candidates({ aws, target, signal }, selection);
  return [...new Map(found.map((instance) => [instance.id, instance])).values()]
    .filter(({ state, tags }) => !GONE.has(state) && matches(selection, tags))
    .sort((left, right) => (left.id < right.id ? -1 : 1))
    .map(({ id, state, tags: { Name } }) => ({ id, ...(Name !== undefined && { name: Name }), facts: { state } }));
}

/** EC2 looks for one tag; the rest is sifted here. */
async function candidates(where: Regional, { ids, allOf = {}, anyOf = {} }: Selection): Promise<InstanceView[]> {
  if (ids !== undefined) return instancesById(where, ids);
  const [required] = Object.entries(allOf);
  const tags = required === undefined ? Object.entries(anyOf) : [required];
  const found = await Promise.all(tags.map(([key, value]) => instancesTagged(where, key, [value])));
  return found.flat();
}

/** `allOf`: every tag has its value; `anyOf`: at least one has; `noneOf`: none has. */
function matches({ allOf = {}, anyOf, noneOf = {} }: Selection, tags: InstanceView['tags']): boolean {
  const has = ([key, value]: [string, string]) => tags[key] === value;
  return (
    Object.entries(allOf).every(has) &&
    (anyOf === undefined || Object.entries(anyOf).some(has)) &&
    !Object.entries(noneOf).some(has)
  );
}
