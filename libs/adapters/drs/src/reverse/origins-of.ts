import type { Target } from '@breakwater/core';
import type { RecoveryInstanceView } from '../service/recovery-instances.ts';
import type { Regional } from '../service/regional.ts';
import { isReversed, originOf, serversReplicating } from '../service/reversed-servers.ts';
import { describeSourceServers } from '../service/source-servers.ts';

/** Places that recovery instances replicate back to, with the EC2 ids of the instances for each. */
export async function originsOf(
  where: Regional,
  instances: readonly RecoveryInstanceView[],
): Promise<readonly { readonly origin: Target; readonly instanceIds: readonly string[] }[]> {
  const serverIds = [...new Set(instances.flatMap(({ sourceServerId }) => sourceServerId ?? []))];
  const servers = serverIds.length === 0 ? [] : await describeSourceServers(where, serverIds);
  const origins = new Map(servers.map((server) => [server.id, originOf(server)]));
  const groups = new Map<string, { readonly origin: Target; readonly instanceIds: string[] }>();
  for (const { sourceServerId, instanceId } of instances) {
    const origin = origins.get(sourceServerId ?? '');
    if (origin === undefined) continue;
    const key = `${origin.account}/${origin.region}`;
    const group = groups.get(key) ?? { origin, instanceIds: [] };
    group.instanceIds.push(instanceId);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** What replicates a recovery instance. */
export interface ReplicatedBy {
  readonly sourceServerId: string;
  /** Where it does, when it is a server of a way back; absent for the server that protects the machine for good. */
  readonly origin?: Target;
}

/**
 * What replicates the instances in the Regions that their servers came from, by EC2 instance. That is a reversed server,
 * or the original one where a machine that was failed back is protected again.
 */
export async function replicatedBy(
  where: Regional,
  instances: readonly RecoveryInstanceView[],
): Promise<ReadonlyMap<string, ReplicatedBy>> {
  const found = new Map<string, ReplicatedBy>();
  for (const { origin, instanceIds } of await originsOf(where, instances)) {
    for (const [instanceId, server] of await serversReplicating({ ...where, target: origin }, instanceIds)) {
      found.set(instanceId, { sourceServerId: server.id, ...(isReversed(server) && { origin }) });
    }
  }
  return found;
}
