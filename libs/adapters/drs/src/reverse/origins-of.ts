import type { Target } from '@breakwater/core';
import type { RecoveryInstanceView } from '../service/recovery-instances.ts';
import type { Regional } from '../service/regional.ts';
import { originOf, reversedServers } from '../service/reversed-servers.ts';
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

/** The ids of the reversed source servers in the Regions of origin, by EC2 instance. */
export async function reversedServerIds(
  where: Regional,
  instances: readonly RecoveryInstanceView[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const { origin, instanceIds } of await originsOf(where, instances)) {
    for (const [instanceId, { id }] of await reversedServers({ ...where, target: origin }, instanceIds)) {
      found.set(instanceId, id);
    }
  }
  return found;
}
