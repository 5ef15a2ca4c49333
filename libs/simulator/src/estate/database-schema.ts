import Type from 'typebox';

import { Duration, RegionName, strict, Tags } from './common-schema.ts';

const Seconds = Type.Array(Type.Number({ minimum: 0 }), {
  minItems: 2,
  maxItems: 2,
  description: 'Least and most seconds; each change draws its own from the seed',
});

const DbIdentifier = Type.String({
  pattern: '^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,62}$',
  description: 'As RDS admits it, in lower case',
});

const common = {
  id: DbIdentifier,
  engine: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9-]*$' })),
  engineVersion: Type.Optional(Type.String({ pattern: '^[0-9][0-9A-Za-z.-]*$' })),
  status: Type.Optional(
    Type.String({ pattern: '^[a-z-]+$', description: 'Default available; it stays until a call changes it' }),
  ),
  storageGiB: Type.Optional(Type.Integer({ minimum: 1, description: 'Default 100' })),
  backupRetentionDays: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 35, description: 'How far back a restore can go; default 7' }),
  ),
  age: Type.Optional(Duration),
  deletionProtection: Type.Optional(Type.Boolean({ description: 'Default off' })),
  securityGroups: Type.Optional(Type.Array(Type.String({ pattern: '^sg-[0-9a-f]+$' }))),
  subnetGroup: Type.Optional(Type.String({ minLength: 1 })),
  tags: Type.Optional(Tags),
};

const Replica = Type.Object(
  {
    id: DbIdentifier,
    region: Type.Optional(RegionName),
  },
  strict,
);

const ClusterInstance = Type.Object(
  {
    id: DbIdentifier,
    class: Type.Optional(Type.String({ pattern: '^db\\.' })),
    promotionTier: Type.Optional(Type.Integer({ minimum: 0, maximum: 15, description: 'Default 1' })),
    availabilityZone: Type.Optional(Type.String()),
    lag: Type.Optional(Duration),
    tags: Type.Optional(Tags),
  },
  strict,
);

/** An Aurora (or Multi-AZ) cluster; its first instance writes, unless a global cluster says that another cluster does. */
const DbClusterSpec = Type.Object(
  {
    ...common,
    instances: Type.Optional(Type.Array(ClusterInstance, { maxItems: 16, description: 'None: a headless cluster' })),
    replicaOf: Type.Optional(Replica),
    lag: Type.Optional(Duration),
  },
  strict,
);

/** An instance of its own, such as RDS for PostgreSQL or SQL Server. */
const DbInstanceSpec = Type.Object(
  {
    ...common,
    class: Type.Optional(Type.String({ pattern: '^db\\.' })),
    multiAz: Type.Optional(Type.Boolean({ description: 'Default no' })),
    availabilityZone: Type.Optional(Type.String()),
    replicaOf: Type.Optional(Replica),
    lag: Type.Optional(Duration),
  },
  strict,
);

const ReplicatedBackup = Type.Object(
  {
    instance: DbIdentifier,
    region: RegionName,
    lag: Type.Optional(Duration),
    retentionDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 35, description: 'Default 7' })),
  },
  strict,
);

const DatabaseDurations = Type.Object(
  {
    clusterFailover: Type.Optional(Seconds),
    globalFailover: Type.Optional(Seconds),
    globalSwitchover: Type.Optional(Seconds),
    globalRebuild: Type.Optional(Seconds),
    detach: Type.Optional(Seconds),
    promotion: Type.Optional(Seconds),
    reboot: Type.Optional(Seconds),
    forcedReboot: Type.Optional(Seconds),
    restore: Type.Optional(Seconds),
    creation: Type.Optional(Seconds),
    modification: Type.Optional(Seconds),
    snapshot: Type.Optional(Seconds),
    deletion: Type.Optional(Seconds),
  },
  strict,
);

/** The RDS of one account and Region. */
export const RdsSpec = Type.Object(
  {
    clusters: Type.Optional(Type.Array(DbClusterSpec)),
    instances: Type.Optional(Type.Array(DbInstanceSpec)),
    replicatedBackups: Type.Optional(
      Type.Array(ReplicatedBackup, { description: 'Automated backups of instances in other Regions, kept here' }),
    ),
    quotas: Type.Optional(
      Type.Object(
        {
          instances: Type.Optional(Type.Integer({ minimum: 0, description: 'AWS: 40' })),
          clusters: Type.Optional(Type.Integer({ minimum: 0, description: 'AWS: 40' })),
        },
        strict,
      ),
    ),
    durations: Type.Optional(DatabaseDurations),
  },
  strict,
);

/** An Aurora global database of one account: clusters of several Regions, one of which writes. */
export const GlobalClusterSpec = Type.Object(
  {
    id: DbIdentifier,
    members: Type.Array(
      Type.Object(
        {
          region: RegionName,
          cluster: DbIdentifier,
          writer: Type.Optional(Type.Boolean({ description: 'Exactly one member writes' })),
          lag: Type.Optional(Duration),
        },
        strict,
      ),
      { minItems: 1 },
    ),
    tags: Type.Optional(Tags),
  },
  strict,
);

export type RdsSpec = Type.Static<typeof RdsSpec>;
export type GlobalClusterSpec = Type.Static<typeof GlobalClusterSpec>;
export type DbClusterSpec = Type.Static<typeof DbClusterSpec>;
export type DbInstanceSpec = Type.Static<typeof DbInstanceSpec>;
export type DatabaseDurations = Required<Type.Static<typeof DatabaseDurations>>;
