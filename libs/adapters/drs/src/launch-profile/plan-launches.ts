import type { LaunchSettings } from '@breakwater/core';
import type { LaunchNetwork } from '../service/launch-networks.ts';
import type { Regional } from '../service/regional.ts';
import { describeSourceServers } from '../service/source-servers.ts';
import { changesFor, type LaunchChanges } from './changes.ts';
import { readSituations, type LaunchSituation } from './situation.ts';
import { isPossible, needsSourceAddresses, wantedLaunch, type WantedLaunch } from './wanted-launch.ts';

/** How a server is to be launched, and what of that has to be written. */
export type PlannedLaunch = { readonly situation: LaunchSituation } & (
  | { readonly isPossible: true; readonly wanted: WantedLaunch; readonly changes: LaunchChanges }
  | { readonly isPossible: false; readonly reason: string }
);

/** Looks at the servers' templates and lays the profile over them. Read only. */
export async function planLaunches(
  where: Regional,
  launch: LaunchSettings,
  servers: readonly string[],
  typesTried: (server: string) => number = () => 0,
): Promise<PlannedLaunch[]> {
  const [situations, sources] = await Promise.all([
    readSituations(where, servers),
    needsSourceAddresses(launch) ? describeSourceServers(where, servers) : [],
  ]);
  const addresses = new Map(sources.map(({ id, privateIp }) => [id, privateIp]));
  return situations.map((situation): PlannedLaunch => {
    const { sourceServerId: id } = situation;
    const wanted = wantedLaunch(launch, id, addresses.get(id), typesTried(id));
    if (!isPossible(wanted)) return { situation, isPossible: false, reason: wanted.reason };
    return { situation, isPossible: true, wanted, changes: changesFor(situation, wanted) };
  });
}

/** Into what the servers are launched by their profile; those that cannot be are left out. */
export const plannedNetworks = (planned: readonly PlannedLaunch[]): LaunchNetwork[] =>
  planned.flatMap((launch) => {
    if (!launch.isPossible) return [];
    const { sourceServerId, templateId } = launch.situation;
    const { subnetId, securityGroupIds } = launch.changes.after;
    return [{ sourceServerId, templateId, subnetId, securityGroupIds }];
  });
