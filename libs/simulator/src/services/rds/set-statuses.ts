import type { Place } from '../../world/world.ts';
import { firstInLine, membersOf } from './lookups.ts';
import type { DbCluster } from './rds-state.ts';

/** Gives a cluster a status; its instances are `modifying` for as long as it is not `available`. */
export function setCluster(place: Place, cluster: DbCluster, status: string): void {
  const before = cluster.status;
  cluster.status = status;
  for (const instance of membersOf(place, cluster)) {
    if (instance.status === (before === 'available' ? 'available' : 'modifying') && instance.changing === undefined)
      instance.status = status === 'available' ? 'available' : 'modifying';
  }
}

/** Lets the cluster write with the instance that is first in line, and makes it available. */
export function openForWrites(place: Place, cluster: DbCluster): void {
  setCluster(place, cluster, 'available');
  const next = firstInLine(place, cluster);
  if (next) cluster.writerId = next.id;
  cluster.lagMs = 0;
}
