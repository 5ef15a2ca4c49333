import type { DatabaseDurations } from '../../estate/database-schema.ts';

/** What a change works on: one change at a time, counted so that each draws its own duration. */
export interface Changeable {
  /** The operation that is under way, its quiet first seconds included. */
  changing?: string;
  changeCount: number;
}

/** What clusters and instances have in common. Instants are simulated epoch milliseconds. */
export interface Database extends Changeable {
  readonly id: string;
  readonly arn: string;
  readonly region: string;
  readonly resourceId: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly storageGiB: number;
  readonly createdAt: number;
  /** Position in the account and Region; the order of lists. */
  readonly order: number;
  readonly tags: Record<string, string>;
  readonly securityGroups: readonly string[];
  readonly subnetGroup: string;
  readonly parameterGroup?: string;
  readonly port: number;
  status: string;
  /** Days; 0 without automated backups, and so without restores to a point in time. */
  backupRetentionDays: number;
  deletionProtection: boolean;
  /** How far it is behind what it copies. */
  lagMs: number;
}

export interface DbCluster extends Database {
  /** Ids of its instances, in the order in which they joined. */
  readonly members: string[];
  /** The instance that writes; none in a secondary of a global database or in a cluster without instances. */
  writerId?: string;
  globalClusterId?: string;
  /** ARN of the cluster that it copies by binlog. */
  replicationSource?: string;
}

export interface DbInstance extends Database {
  readonly clusterId?: string;
  readonly promotionTier: number;
  instanceClass: string;
  multiAz: boolean;
  availabilityZone: string;
  secondaryAvailabilityZone?: string;
  /** ARN of the instance that it copies. */
  replicationSource?: string;
}

/** Automated backups of an instance in another Region. */
export interface ReplicatedBackup {
  readonly arn: string;
  readonly order: number;
  readonly instanceId: string;
  readonly sourceArn: string;
  readonly sourceRegion: string;
  readonly lagMs: number;
  readonly retentionDays: number;
}

export interface DbSnapshot extends Changeable {
  readonly id: string;
  readonly arn: string;
  readonly order: number;
  readonly kind: 'manual' | 'automated';
  /** The cluster or instance it was taken of. */
  readonly sourceId: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly storageGiB: number;
  readonly createdAt: number;
  readonly tags: Record<string, string>;
  status: string;
}

/** The databases of one account and Region. */
export interface RdsState {
  readonly clusters: Map<string, DbCluster>;
  readonly instances: Map<string, DbInstance>;
  readonly clusterSnapshots: Map<string, DbSnapshot>;
  readonly snapshots: Map<string, DbSnapshot>;
  readonly replicatedBackups: ReplicatedBackup[];
  readonly quotas: { readonly instances: number; readonly clusters: number };
  readonly durations: Partial<DatabaseDurations>;
  /** Counts every cluster, instance and snapshot ever made, for the order of lists. */
  made: number;
}

export interface GlobalMember {
  readonly clusterArn: string;
  readonly region: string;
  readonly clusterId: string;
  isWriter: boolean;
  isSynchronized: boolean;
}

/** An Aurora global database. */
export interface GlobalCluster extends Changeable {
  readonly id: string;
  readonly accountId: string;
  readonly arn: string;
  readonly resourceId: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly tags: Record<string, string>;
  readonly members: GlobalMember[];
  status: string;
  /** Absent while nothing runs. */
  failover?: {
    status: 'pending' | 'failing-over' | 'switching-over' | 'cancelling';
    readonly fromArn: string;
    readonly toArn: string;
    readonly isDataLossAllowed: boolean;
  };
}

/** By account id and identifier, for a global database is in no one Region. */
export type GlobalClusters = Map<string, GlobalCluster>;

/** An RDS with nothing in it. */
export function emptyRds(settings: {
  quotas?: { instances?: number; clusters?: number };
  durations?: Partial<DatabaseDurations>;
}): RdsState {
  return {
    clusters: new Map(),
    instances: new Map(),
    clusterSnapshots: new Map(),
    snapshots: new Map(),
    replicatedBackups: [],
    // AWS: 40 of each
    quotas: { instances: 40, clusters: 40, ...settings.quotas },
    durations: settings.durations ?? {},
    made: 0,
  };
}
