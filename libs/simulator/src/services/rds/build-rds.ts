import type { DbClusterSpec, DbInstanceSpec, GlobalClusterSpec, RdsSpec } from '../../estate/database-schema.ts';
import { durationMs } from '../../estate/duration.ts';
import { digest } from '../../draws.ts';
import type { Place, World } from '../../world/world.ts';
import { placeKey } from '../../world/world.ts';
import { defaultPort, globalKey, newResourceId, rdsArn } from './identifiers.ts';
import type { Database, DbCluster, DbInstance } from './rds-state.ts';

const DEFAULT_AGE = 'P90D';
const DEFAULT_CLUSTER_ENGINE = 'aurora-postgresql';
const DEFAULT_INSTANCE_ENGINE = 'postgres';
const DEFAULT_VERSION = '16.4';
const DEFAULT_CLASS = 'db.r6g.large';
const DEFAULT_RETENTION_DAYS = 7;
const DEFAULT_BACKUP_LAG = 'PT5M';

type DatabaseSpec = Pick<
  DbClusterSpec,
  | 'id'
  | 'engine'
  | 'engineVersion'
  | 'status'
  | 'storageGiB'
  | 'backupRetentionDays'
  | 'age'
  | 'deletionProtection'
  | 'securityGroups'
  | 'subnetGroup'
  | 'tags'
  | 'lag'
>;

/** Fills a place with the databases of the estate; {@link linkGlobalClusters} ties the Regions together afterwards. */
export function buildRds(place: Place, spec: RdsSpec | undefined, startedAt: number): void {
  for (const cluster of spec?.clusters ?? []) addCluster(place, cluster, startedAt);
  for (const instance of spec?.instances ?? []) addInstance(place, instance, startedAt);
  for (const backup of spec?.replicatedBackups ?? []) {
    const sourceArn = rdsArn({ ...place, region: backup.region }, 'db', backup.instance);
    place.rds.replicatedBackups.push({
      arn: rdsArn(place, 'auto-backup', `ab-${digest([place.region, sourceArn], 36)}`),
      order: (place.rds.made += 1),
      instanceId: backup.instance,
      sourceArn,
      sourceRegion: backup.region,
      lagMs: durationMs(backup.lag ?? DEFAULT_BACKUP_LAG),
      retentionDays: backup.retentionDays ?? DEFAULT_RETENTION_DAYS,
    });
  }
}

function addCluster(place: Place, spec: DbClusterSpec, startedAt: number): void {
  const { rds } = place;
  const arn = rdsArn(place, 'cluster', spec.id);
  const cluster: DbCluster = {
    ...databaseOf(place, spec, {
      arn,
      startedAt,
      engine: spec.engine ?? DEFAULT_CLUSTER_ENGINE,
      resourceId: newResourceId('cluster-', arn),
    }),
    members: [],
    ...(spec.replicaOf === undefined ? {} : { replicationSource: sourceArn(place, 'cluster', spec.replicaOf) }),
  };
  rds.clusters.set(cluster.id, cluster);
  for (const [index, member] of (spec.instances ?? []).entries()) {
    const memberArn = rdsArn(place, 'db', member.id);
    const common = databaseOf(
      place,
      {
        ...spec,
        ...member,
        status: 'available',
        tags: member.tags ?? {},
        lag: member.lag ?? 'PT0S',
        deletionProtection: false,
      },
      { arn: memberArn, startedAt, engine: cluster.engine, resourceId: newResourceId('db-', memberArn) },
    );
    rds.instances.set(member.id, {
      ...common,
      clusterId: cluster.id,
      promotionTier: member.promotionTier ?? 1,
      instanceClass: member.class ?? DEFAULT_CLASS,
      multiAz: false,
      availabilityZone: member.availabilityZone ?? zone(place, index),
    });
    cluster.members.push(member.id);
  }
  const [first] = cluster.members;
  if (first !== undefined) cluster.writerId = first;
}

function addInstance(place: Place, spec: DbInstanceSpec, startedAt: number): void {
  const arn = rdsArn(place, 'db', spec.id);
  const multiAz = spec.multiAz ?? false;
  const availabilityZone = spec.availabilityZone ?? zone(place, 0);
  const instance: DbInstance = {
    ...databaseOf(place, spec, {
      arn,
      startedAt,
      engine: spec.engine ?? DEFAULT_INSTANCE_ENGINE,
      resourceId: newResourceId('db-', arn),
    }),
    promotionTier: 1,
    instanceClass: spec.class ?? DEFAULT_CLASS,
    multiAz,
    availabilityZone,
    ...(multiAz ? { secondaryAvailabilityZone: otherZone(place, availabilityZone) } : {}),
    ...(spec.replicaOf === undefined ? {} : { replicationSource: sourceArn(place, 'db', spec.replicaOf) }),
  };
  place.rds.instances.set(instance.id, instance);
}

function databaseOf(
  place: Place,
  spec: DatabaseSpec,
  known: { arn: string; resourceId: string; engine: string; startedAt: number },
): Database {
  return {
    id: spec.id,
    arn: known.arn,
    region: place.region,
    resourceId: known.resourceId,
    engine: known.engine,
    engineVersion: spec.engineVersion ?? DEFAULT_VERSION,
    storageGiB: spec.storageGiB ?? 100,
    createdAt: known.startedAt - durationMs(spec.age ?? DEFAULT_AGE),
    order: (place.rds.made += 1),
    tags: { ...spec.tags },
    securityGroups: spec.securityGroups ?? [],
    subnetGroup: spec.subnetGroup ?? 'default',
    port: defaultPort(known.engine),
    status: spec.status ?? 'available',
    backupRetentionDays: spec.backupRetentionDays ?? DEFAULT_RETENTION_DAYS,
    deletionProtection: spec.deletionProtection ?? false,
    lagMs: durationMs(spec.lag ?? 'PT0S'),
    changeCount: 0,
  };
}

function sourceArn(place: Place, kind: 'cluster' | 'db', source: { id: string; region?: string }): string {
  return rdsArn({ ...place, region: source.region ?? place.region }, kind, source.id);
}

/** An availability zone of the place's Region: a, b, c, a, … */
export function zone(place: Place, index: number): string {
  return `${place.region}${'abc'.charAt(index % 3)}`;
}

/** Where the standby of a Multi-AZ instance stands. */
export function otherZone(place: Place, first: string): string {
  return first === zone(place, 1) ? zone(place, 0) : zone(place, 1);
}

/** Ties the clusters of an account's Regions to its global databases; their places exist by then. */
export function linkGlobalClusters(world: World, accountId: string, specs: readonly GlobalClusterSpec[]): void {
  for (const spec of specs) {
    const members = spec.members.map(({ region, cluster, writer = false, lag }) => ({
      region,
      cluster: world.places.get(placeKey(accountId, region))?.rds.clusters.get(cluster),
      isWriter: writer,
      lag,
    }));
    const [first] = members;
    const arn = `arn:aws:rds::${accountId}:global-cluster:${spec.id}`;
    world.globalClusters.set(globalKey(accountId, spec.id), {
      id: spec.id,
      accountId,
      arn,
      resourceId: newResourceId('cluster-', arn),
      engine: first?.cluster?.engine ?? DEFAULT_CLUSTER_ENGINE,
      engineVersion: first?.cluster?.engineVersion ?? DEFAULT_VERSION,
      tags: { ...spec.tags },
      members: members.flatMap(({ region, cluster, isWriter }) =>
        cluster ? [{ clusterArn: cluster.arn, clusterId: cluster.id, region, isWriter, isSynchronized: true }] : [],
      ),
      status: 'available',
      changeCount: 0,
    });
    for (const { cluster, isWriter, lag } of members) {
      if (!cluster) continue;
      cluster.globalClusterId = spec.id;
      cluster.lagMs = isWriter ? 0 : durationMs(lag ?? 'PT0S');
      if (!isWriter) delete cluster.writerId;
    }
  }
}
