import type { Target } from '@breakwater/core';
import type { Regional } from './regional.ts';
import { describeSourceServers, type SourceServerView } from './source-servers.ts';

/** Whether a source server replicates a recovery instance back to its Region of origin. */
export const isReversed = ({ direction }: SourceServerView): boolean => direction === 'FAILBACK';

/** The source servers of a Region that replicate recovery instances back to it, by the EC2 id of the instance. */
export async function reversedServers(
  where: Regional,
  instanceIds: readonly string[],
): Promise<ReadonlyMap<string, SourceServerView>> {
  const replicating = await serversReplicating(where, instanceIds);
  return new Map([...replicating].filter(([, server]) => isReversed(server)));
}

/** The source servers of a Region that replicate EC2 instances, by instance. DRS has no filter: all servers are listed. */
export async function serversReplicating(
  where: Regional,
  instanceIds: readonly string[],
): Promise<ReadonlyMap<string, SourceServerView>> {
  const wanted = new Set(instanceIds);
  const found = new Map<string, SourceServerView>();
  for (const server of await describeSourceServers(where)) {
    const { originInstanceId } = server;
    if (originInstanceId === undefined || !wanted.has(originInstanceId)) continue;
    // A record that was left over may name the same machine: what replicates it back goes first.
    if (!found.has(originInstanceId) || isReversed(server)) found.set(originInstanceId, server);
  }
  return found;
}

/** Where a protected server came from; `undefined` when DRS does not say. */
export function originOf({ originAccount, originRegion }: Partial<OriginFacts>): Target | undefined {
  if (typeof originAccount !== 'string' || typeof originRegion !== 'string') return undefined;
  return { account: originAccount, region: originRegion };
}

interface OriginFacts {
  readonly originAccount: unknown;
  readonly originRegion: unknown;
}
