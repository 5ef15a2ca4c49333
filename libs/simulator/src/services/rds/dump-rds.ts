import type { GlobalCluster as GlobalClusterAnswer } from '@aws-sdk/client-rds';

import type { World } from '../../world/world.ts';
import type { Site } from '../../world/world.ts';
import type { DbClusterAnswer, DbInstanceAnswer } from './render-databases.ts';
import { renderCluster, renderInstance } from './render-databases.ts';
import { renderGlobalCluster } from './render-global-cluster.ts';
import { renderClusterSnapshot, renderInstanceSnapshot } from './render-snapshot.ts';

/** Databases as the API describes them, without the restorable times, which change by themselves. */
export interface RdsDump {
  readonly clusters: readonly DbClusterAnswer[];
  readonly instances: readonly DbInstanceAnswer[];
  readonly clusterSnapshots: readonly ReturnType<typeof renderClusterSnapshot>[];
  readonly snapshots: readonly ReturnType<typeof renderInstanceSnapshot>[];
}

export function dumpRds(site: Site, now: number): RdsDump {
  const { clusters, instances, clusterSnapshots, snapshots } = site.place.rds;
  return {
    clusters: byId(clusters).map((cluster) => withoutWindow(renderCluster(site, cluster, now))),
    instances: byId(instances).map((instance) => withoutWindow(renderInstance(site, instance, now))),
    clusterSnapshots: byId(clusterSnapshots).map(renderClusterSnapshot),
    snapshots: byId(snapshots).map(renderInstanceSnapshot),
  };
}

/** The global databases of every account, by account and identifier. */
export function dumpGlobalClusters(world: World): GlobalClusterAnswer[] {
  return [...world.globalClusters]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, global]) => renderGlobalCluster(global));
}

function byId<T extends { readonly id: string }>(things: ReadonlyMap<string, T>): T[] {
  return [...things.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function withoutWindow<T extends { EarliestRestorableTime?: unknown; LatestRestorableTime?: unknown }>(answer: T): T {
  const { EarliestRestorableTime: _earliest, LatestRestorableTime: _latest, ...rest } = answer;
  return rest as T;
}
