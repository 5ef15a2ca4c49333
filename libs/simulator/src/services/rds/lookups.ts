import type { Call } from '../../protocol/operation.ts';
import type { Place, World } from '../../world/world.ts';
import { placeKey } from '../../world/world.ts';
import { globalKey, parseArn } from './identifiers.ts';
import { rdsError } from './rds-errors.ts';
import { identifierOf } from './rds-input.ts';
import type { DbCluster, DbInstance, GlobalCluster } from './rds-state.ts';

/** By identifier or ARN, in the caller's Region. @throws DBClusterNotFoundFault */
export function findCluster({ place }: { place: Place }, idOrArn: string): DbCluster {
  const found = place.rds.clusters.get(identifierOf(idOrArn));
  if (!found || (idOrArn.startsWith('arn:') && found.arn !== idOrArn))
    throw rdsError('DBClusterNotFoundFault', `DBCluster ${idOrArn} not found.`);
  return found;
}

/** By identifier or ARN, in the caller's Region. @throws DBInstanceNotFound */
export function findInstance({ place }: { place: Place }, idOrArn: string): DbInstance {
  const found = place.rds.instances.get(identifierOf(idOrArn));
  if (!found || (idOrArn.startsWith('arn:') && found.arn !== idOrArn))
    throw rdsError('DBInstanceNotFound', `DBInstance ${idOrArn} not found.`);
  return found;
}

/** A global database of the caller's account; every Region knows it. @throws GlobalClusterNotFoundFault */
export function findGlobal({ world, place }: { world: World; place: Place }, id: string): GlobalCluster {
  const found = world.globalClusters.get(globalKey(place.accountId, identifierOf(id)));
  if (!found) throw rdsError('GlobalClusterNotFoundFault', `Global cluster ${id} not found.`);
  return found;
}

/** @throws InvalidDBClusterStateFault unless the cluster is available and nothing is under way, seen or not yet seen */
export function requireClusterAvailable(cluster: DbCluster): void {
  if (cluster.status === 'available' && cluster.changing === undefined) return;
  throw rdsError(
    'InvalidDBClusterStateFault',
    `DB cluster ${cluster.id} is not in the available state: ${cluster.changing ?? cluster.status}`,
  );
}

/** @throws InvalidDBInstanceState unless the instance is available and nothing is under way, seen or not yet seen */
export function requireInstanceAvailable(instance: DbInstance): void {
  if (instance.status === 'available' && instance.changing === undefined) return;
  throw rdsError(
    'InvalidDBInstanceState',
    `Database instance ${instance.id} is not in the available state: ${instance.changing ?? instance.status}`,
  );
}

/** The instances of a cluster. */
export function membersOf(place: Place, cluster: DbCluster): DbInstance[] {
  return cluster.members.flatMap((id) => place.rds.instances.get(id) ?? []);
}

/** Which instance is to write next: the lowest promotion tier, then the one that joined first. */
export function firstInLine(place: Place, cluster: DbCluster): DbInstance | undefined {
  return membersOf(place, cluster)
    .filter(({ id, status }) => id !== cluster.writerId && status === 'available')
    .sort((a, b) => a.promotionTier - b.promotionTier)[0];
}

/** The place of a cluster's Region, which may not be the caller's. */
export function placeOfArn({ world, place }: Pick<Call, 'world' | 'place'>, arn: string): Place {
  const region = parseArn(arn)?.region;
  return region === undefined ? place : (world.places.get(placeKey(place.accountId, region)) ?? place);
}
