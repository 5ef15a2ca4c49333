import type { DBCluster, DBClusterMember, DBInstance } from '@aws-sdk/client-rds';

import { isoInstant } from '../../clock.ts';
import type { Site } from '../../world/world.ts';
import { clusterHost, instanceHost } from './identifiers.ts';
import { clusterReplicasOf, replicasOf, sourceName } from './lag.ts';
import type { Database, DbCluster, DbInstance } from './rds-state.ts';
import { restorableWindow } from './restorable.ts';

/** As the query protocol writes it: instants as text. */
type Written<T> = { [K in keyof T]: Exclude<T[K], undefined> extends Date ? string : T[K] };

/** The members of the API that this simulator fills. */
export type DbClusterAnswer = Written<DBCluster>;
export type DbInstanceAnswer = Written<DBInstance>;

/** What is still being made has no endpoint yet. */
const BEFORE_ENDPOINT = new Set(['creating']);

export function renderCluster({ world, place }: Site, cluster: DbCluster, now: number): DbClusterAnswer {
  const window = restorableWindow(world, cluster, now);
  const hasEndpoint = !BEFORE_ENDPOINT.has(cluster.status);
  return {
    ...renderCommon(cluster),
    DBClusterIdentifier: cluster.id,
    DBClusterArn: cluster.arn,
    DbClusterResourceId: cluster.resourceId,
    Status: cluster.status,
    EngineMode: 'provisioned',
    ClusterCreateTime: isoInstant(cluster.createdAt),
    DBSubnetGroup: cluster.subnetGroup,
    DBClusterParameterGroup: cluster.parameterGroup ?? `default.${cluster.engine}`,
    MultiAZ: new Set(cluster.members.map((id) => place.rds.instances.get(id)?.availabilityZone)).size > 1,
    Port: cluster.port,
    DBClusterMembers: cluster.members.flatMap((id) => renderMember(place.rds.instances.get(id), cluster)),
    ReadReplicaIdentifiers: clusterReplicasOf(world, cluster),
    ...(hasEndpoint
      ? {
          Endpoint: clusterHost(place, cluster.id, 'cluster'),
          ReaderEndpoint: clusterHost(place, cluster.id, 'cluster-ro'),
        }
      : {}),
    ...(window === undefined
      ? {}
      : { EarliestRestorableTime: isoInstant(window.earliest), LatestRestorableTime: isoInstant(window.latest) }),
    ...(cluster.replicationSource === undefined ? {} : { ReplicationSourceIdentifier: cluster.replicationSource }),
    ...(cluster.globalClusterId === undefined ? {} : { GlobalClusterIdentifier: cluster.globalClusterId }),
  };
}

function renderMember(instance: DbInstance | undefined, cluster: DbCluster): DBClusterMember[] {
  if (!instance) return [];
  return [
    {
      DBInstanceIdentifier: instance.id,
      IsClusterWriter: instance.id === cluster.writerId,
      DBClusterParameterGroupStatus: 'in-sync',
      PromotionTier: instance.promotionTier,
    },
  ];
}

export function renderInstance({ world, place }: Site, instance: DbInstance, now: number): DbInstanceAnswer {
  const window = instance.clusterId === undefined ? restorableWindow(world, instance, now) : undefined;
  const hasEndpoint = !BEFORE_ENDPOINT.has(instance.status);
  const { clusterId, secondaryAvailabilityZone, replicationSource } = instance;
  return {
    ...renderCommon(instance),
    DBInstanceIdentifier: instance.id,
    DBInstanceArn: instance.arn,
    DbiResourceId: instance.resourceId,
    DBInstanceStatus: instance.status,
    DBInstanceClass: instance.instanceClass,
    InstanceCreateTime: isoInstant(instance.createdAt),
    DBSubnetGroup: { DBSubnetGroupName: instance.subnetGroup, SubnetGroupStatus: 'Complete' },
    DBParameterGroups: [
      {
        DBParameterGroupName: instance.parameterGroup ?? `default.${instance.engine}`,
        ParameterApplyStatus: 'in-sync',
      },
    ],
    AvailabilityZone: instance.availabilityZone,
    MultiAZ: instance.multiAz,
    ReadReplicaDBInstanceIdentifiers: replicasOf(world, instance),
    ...(hasEndpoint ? { Endpoint: { Address: instanceHost(place, instance.id), Port: instance.port } } : {}),
    ...(secondaryAvailabilityZone === undefined ? {} : { SecondaryAvailabilityZone: secondaryAvailabilityZone }),
    ...(window === undefined ? {} : { LatestRestorableTime: isoInstant(window.latest) }),
    ...(clusterId === undefined ? {} : { DBClusterIdentifier: clusterId, PromotionTier: instance.promotionTier }),
    ...(replicationSource === undefined ? {} : renderReplication(place.region, replicationSource)),
  };
}

function renderReplication(region: string, source: string): DbInstanceAnswer {
  return {
    ReadReplicaSourceDBInstanceIdentifier: sourceName(region, source),
    StatusInfos: [{ StatusType: 'read replication', Normal: true, Status: 'replicating' }],
  };
}

function renderCommon(database: Database) {
  return {
    Engine: database.engine,
    EngineVersion: database.engineVersion,
    AllocatedStorage: database.storageGiB,
    BackupRetentionPeriod: database.backupRetentionDays,
    DeletionProtection: database.deletionProtection,
    StorageEncrypted: true,
    VpcSecurityGroups: database.securityGroups.map((id) => ({ VpcSecurityGroupId: id, Status: 'active' })),
    TagList: renderTags(database.tags),
  };
}

export function renderTags(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
