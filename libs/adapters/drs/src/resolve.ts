import type { ResolvedResource, Selection, Target, ValidationContext } from '@breakwater/core';
import { describeSourceServers, type SourceServerView } from './service/source-servers.ts';

/** Source servers of a selection, sorted by id. DRS has no tag filter: without ids, all servers are listed and sifted. */
export async function resolveSourceServers(
  selection: Selection,
  target: Target,
  { aws, signal }: ValidationContext,
): Promise<ResolvedResource[]> {
  const servers = await describeSourceServers({ aws, target, signal }, selection.ids);
  return servers
    .filter(({ tags }) => matches(selection, tags))
    .sort((left, right) => (left.id < right.id ? -1 : 1))
    .map(resourceOf);
}

type Tags = Readonly<Record<string, string>>;

/** `allOf`: every tag has its value; `anyOf`: at least one has; `noneOf`: none has. */
export function matches({ allOf, anyOf, noneOf }: Omit<Selection, 'ids'>, tags: Tags): boolean {
  const has = ([key, value]: [string, string]) => tags[key] === value;
  return (
    Object.entries(allOf ?? {}).every(has) &&
    (anyOf === undefined || Object.entries(anyOf).some(has)) &&
    !Object.entries(noneOf ?? {}).some(has)
  );
}

function resourceOf({
  id,
  name,
  os,
  hostname,
  privateIp,
  originRegion,
  originAccount,
}: SourceServerView): ResolvedResource {
  const facts = { os, hostname, privateIp, originRegion, originAccount };
  return { id, ...(name !== undefined && { name }), facts };
}
