import type { Target } from '@breakwater/core';
import type { Regional } from './regional.ts';
import { describeSourceServers, type SourceServerView } from './source-servers.ts';

/** Whether a source server replicates a recovery instance back to its Region of origin. */
export const isReversed = ({ direction }: SourceServerView): boolean => direction === 'FAILBACK';

/**
 * The source servers of a Region that replicate recovery instances back to it, by the EC2 id of the instance. DRS has no
 * filter for them, so all servers of the Region are listed.
 */
export async function reversedServers(
  where: Regional,
  instanceIds: readonly string[],
): Promise<ReadonlyMap<string, SourceServerView>> {
  const wanted = new Set(instanceIds);
  const reversed = new Map<string, SourceServerView>();
  for (const server of await describeSourceServers(where)) {
    const { originInstanceId } = server;
    if (isReversed(server) && originInstanceId !== undefined && wanted.has(originInstanceId)) {
      reversed.set(originInstanceId, server);
    }
  }
  return reversed;
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
