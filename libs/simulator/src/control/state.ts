import type { Job, RecoveryInstance, SourceServer } from '@aws-sdk/client-drs';
import type { GlobalCluster } from '@aws-sdk/client-rds';

import { renderJob } from '../services/drs/render-job.ts';
import { renderRecoveryInstance } from '../services/drs/render-recovery-instance.ts';
import { renderSourceServer } from '../services/drs/render-source-server.ts';
import type { InstanceState } from '../services/ec2/instance.ts';
import { instanceState } from '../services/ec2/instance.ts';
import type { RdsDump } from '../services/rds/dump-rds.ts';
import { dumpGlobalClusters, dumpRds } from '../services/rds/dump-rds.ts';
import type { Place, World } from '../world/world.ts';

/** One account and Region, as its APIs would describe it. */
export interface PlaceState {
  readonly account: string;
  readonly region: string;
  readonly sourceServers: readonly SourceServer[];
  readonly jobs: readonly Job[];
  readonly recoveryInstances: readonly RecoveryInstance[];
  readonly ec2Instances: readonly Ec2InstanceSummary[];
  readonly rds: RdsDump;
}

export interface Ec2InstanceSummary {
  readonly id: string;
  readonly state: InstanceState;
  readonly privateIp: string;
  readonly instanceType: string;
  readonly terminationProtected: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export interface WorldState {
  readonly places: readonly PlaceState[];
  readonly globalClusters: readonly GlobalCluster[];
}

/** Everything the services keep at this instant, terminated instances included; lists are sorted by id, empty places left out. */
export function dumpState(world: World, now: number): WorldState {
  const places = [...world.places.values()].filter(holdsSomething).map((place) => dumpPlace(world, place, now));
  return {
    places: sortedBy(places, ({ account, region }) => `${account}/${region}`),
    globalClusters: dumpGlobalClusters(world),
  };
}

/** A place comes to be with the first call to it, which is nothing to compare. */
function holdsSomething({ drs, ec2, rds }: Place): boolean {
  const databases = rds.clusters.size + rds.instances.size + rds.clusterSnapshots.size + rds.snapshots.size;
  return drs.servers.size + drs.jobs.size + ec2.instances.size + databases > 0;
}

function dumpPlace(world: World, place: Place, now: number): PlaceState {
  const { drs, ec2 } = place;
  return {
    account: place.accountId,
    region: place.region,
    sourceServers: sortedBy([...drs.servers.values()], ({ id }) => id).map((server) =>
      renderSourceServer({ world, place }, server, now),
    ),
    jobs: sortedBy([...drs.jobs.values()], ({ id }) => id).map(renderJob),
    recoveryInstances: sortedBy([...drs.recoveryInstances.values()], ({ id }) => id).map((entry) =>
      renderRecoveryInstance(entry, now),
    ),
    ec2Instances: sortedBy([...ec2.instances.values()], ({ id }) => id).map((instance) => ({
      id: instance.id,
      state: instanceState(instance, now),
      privateIp: instance.privateIp,
      instanceType: instance.instanceType,
      terminationProtected: instance.terminationProtected,
      tags: { ...instance.tags },
    })),
    rds: dumpRds({ world, place }, now),
  };
}

function sortedBy<T>(items: T[], keyOf: (item: T) => string): T[] {
  return items.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
