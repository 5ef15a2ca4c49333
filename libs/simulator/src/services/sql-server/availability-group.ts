import type { AvailabilityGroupSpec } from '../../estate/application-schema.ts';
import { durationMs } from '../../estate/duration.ts';
import type { World } from '../../world/world.ts';
import { placeKey } from '../../world/world.ts';
import type { Ec2Instance } from '../ec2/instance.ts';
import { instanceState } from '../ec2/instance.ts';
import { isMeant } from '../ssm/agents.ts';

/** One SQL Server of a group. */
export interface Replica {
  readonly server: string;
  readonly region: string;
  /** Id or Name tag of its instance. */
  readonly instance: string;
  isPrimary: boolean;
  commit: 'synchronous' | 'asynchronous';
  /** How far it is behind while it commits asynchronously. */
  readonly lagMs: number;
  readonly isConnected: boolean;
  /** Data movement is off, after a forced failover for example. */
  isSuspended: boolean;
  /** Since when it gets nothing any more; its newest transaction is from then. */
  behindSince?: number;
}

/** A SQL Server Always On availability group, which may span Regions. */
export interface AvailabilityGroup {
  readonly name: string;
  readonly accountId: string;
  readonly databases: readonly string[];
  readonly replicas: readonly Replica[];
}

export function buildAvailabilityGroups(
  accountId: string,
  specs: readonly AvailabilityGroupSpec[],
): AvailabilityGroup[] {
  return specs.map(({ name, databases, replicas }) => ({
    name,
    accountId,
    databases,
    replicas: replicas.map((replica) => ({
      server: replica.server,
      region: replica.region,
      instance: replica.instance,
      isPrimary: replica.primary ?? false,
      commit: replica.commit ?? 'synchronous',
      lagMs: durationMs(replica.lag ?? 'PT0S'),
      isConnected: replica.connected ?? true,
      isSuspended: replica.suspended ?? false,
    })),
  }));
}

/** The groups that an instance has a replica of. */
export function groupsOn(
  world: World,
  accountId: string,
  at: { region: string; instance: Ec2Instance },
): { group: AvailabilityGroup; replica: Replica }[] {
  return world.availabilityGroups
    .filter((group) => group.accountId === accountId)
    .flatMap((group) => {
      const replica = group.replicas.find(
        (entry) => entry.region === at.region && isMeant(entry.instance, at.instance),
      );
      return replica ? [{ group, replica }] : [];
    });
}

export function primaryOf(group: AvailabilityGroup): Replica | undefined {
  return group.replicas.find(({ isPrimary }) => isPrimary);
}

/** How a replica is, in SQL Server's words. */
export interface ReplicaCondition {
  readonly connection: 'CONNECTED' | 'DISCONNECTED';
  readonly synchronization: 'SYNCHRONIZED' | 'SYNCHRONIZING' | 'NOT SYNCHRONIZING';
  readonly health: 'HEALTHY' | 'PARTIALLY_HEALTHY' | 'NOT_HEALTHY';
  readonly isFailoverReady: boolean;
  /** Epoch milliseconds of the newest transaction that it has. */
  readonly lastCommitAt: number;
}

/** A replica gets data while it and the primary can be reached, are connected, and nobody has suspended it. */
export function conditionOf(world: World, group: AvailabilityGroup, replica: Replica, now: number): ReplicaCondition {
  const primary = primaryOf(group);
  const isUp = isReachable(world, group, replica, now);
  if (replica.isPrimary) {
    return {
      connection: 'CONNECTED',
      synchronization: 'SYNCHRONIZED',
      health: 'HEALTHY',
      isFailoverReady: true,
      lastCommitAt: now,
    };
  }
  const isLinked = isUp && replica.isConnected && primary !== undefined && isReachable(world, group, primary, now);
  const isSilent = !isLinked || replica.isSuspended;
  const isSynchronous = replica.commit === 'synchronous' && primary?.commit === 'synchronous';
  const synchronization = isSilent ? 'NOT SYNCHRONIZING' : isSynchronous ? 'SYNCHRONIZED' : 'SYNCHRONIZING';
  const silentSince = replica.behindSince ?? silenceStart(world, group, replica, now);
  const lagMs = isSynchronous ? 0 : replica.lagMs;
  return {
    connection: isLinked ? 'CONNECTED' : 'DISCONNECTED',
    synchronization,
    health: isSilent ? 'NOT_HEALTHY' : 'HEALTHY',
    isFailoverReady: synchronization === 'SYNCHRONIZED',
    lastCommitAt: (isSilent ? silentSince : now) - lagMs,
  };
}

/** Since when nothing arrives because a Region is dark; now, when that is not why. */
function silenceStart({ outages }: World, group: AvailabilityGroup, replica: Replica, now: number): number {
  const regions = [replica.region, primaryOf(group)?.region ?? replica.region];
  const since = regions.flatMap((region) => outages.darkSince(group.accountId, region, now) ?? []);
  return since.length === 0 ? now : Math.min(...since);
}

/** Whether the server of a replica runs and its Region can be reached. */
export function isReachable(world: World, group: AvailabilityGroup, replica: Replica, now: number): boolean {
  if (world.outages.darkSince(group.accountId, replica.region, now) !== undefined) return false;
  const instances = world.places.get(placeKey(group.accountId, replica.region))?.ec2.instances.values() ?? [];
  return [...instances].some(
    (instance) => isMeant(replica.instance, instance) && instanceState(instance, now) === 'running',
  );
}

/** A group as it is told to those who compare states. */
export function dumpAvailabilityGroup({ name, accountId, replicas }: AvailabilityGroup) {
  return {
    account: accountId,
    name,
    replicas: replicas.map(({ server, isPrimary, commit, isSuspended }) => ({
      server,
      role: isPrimary ? 'PRIMARY' : 'SECONDARY',
      commit,
      isSuspended,
    })),
  };
}
