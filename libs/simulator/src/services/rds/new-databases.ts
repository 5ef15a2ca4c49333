import type { QueryParams } from '../../protocol/query-params.ts';
import type { Place } from '../../world/world.ts';
import { newResourceId, rdsArn } from './identifiers.ts';
import { rdsError } from './rds-errors.ts';
import { optionalFlag, optionalInteger, readTags } from './rds-input.ts';
import type { Database } from './rds-state.ts';

/** What a call may say about a database that it makes, whichever way. */
export interface NewDatabase {
  readonly tags: Record<string, string>;
  readonly deletionProtection: boolean;
  readonly securityGroups: readonly string[];
  readonly subnetGroup: string;
  readonly port?: number;
}

/** Parameters that clusters and instances share; what is not given gets the account's defaults, as RDS does. */
export function readNewDatabase(params: QueryParams): NewDatabase {
  const port = optionalInteger(params, 'Port', { min: 1150, max: 65_535 });
  const unused = [
    'CopyTagsToSnapshot',
    'AutoMinorVersionUpgrade',
    'PubliclyAccessible',
    'EnableIAMDatabaseAuthentication',
  ];
  for (const name of unused) optionalFlag(params, name);
  for (const name of ['StorageType', 'KmsKeyId', 'OptionGroupName', 'NetworkType']) params.text(name);
  const groups = params.list('VpcSecurityGroupIds.VpcSecurityGroupId');
  return {
    tags: readTags(params),
    deletionProtection: optionalFlag(params, 'DeletionProtection') ?? false,
    securityGroups: groups.length > 0 ? groups : ['sg-default'],
    subnetGroup: params.text('DBSubnetGroupName') ?? 'default',
    ...(port === undefined ? {} : { port }),
  };
}

/** A cluster's or instance's first state: being made, and busy. */
export function newDatabase(
  place: Place,
  like: Pick<Database, 'engine' | 'engineVersion' | 'storageGiB' | 'port' | 'backupRetentionDays'>,
  made: { id: string; kind: 'cluster' | 'db'; at: number; settings: NewDatabase; parameterGroup?: string | undefined },
): Database {
  const { id, kind, at, settings, parameterGroup } = made;
  const arn = rdsArn(place, kind, id);
  return {
    id,
    arn,
    region: place.region,
    resourceId: newResourceId(kind === 'db' ? 'db-' : 'cluster-', `${arn}/${at}`),
    engine: like.engine,
    engineVersion: like.engineVersion,
    storageGiB: like.storageGiB,
    createdAt: at,
    order: (place.rds.made += 1),
    tags: settings.tags,
    securityGroups: settings.securityGroups,
    subnetGroup: settings.subnetGroup,
    ...(parameterGroup === undefined ? {} : { parameterGroup }),
    port: settings.port ?? like.port,
    status: 'creating',
    backupRetentionDays: like.backupRetentionDays,
    deletionProtection: settings.deletionProtection,
    lagMs: 0,
    changeCount: 0,
  };
}

/** @throws InstanceQuotaExceeded; DBInstanceAlreadyExists */
export function requireRoomForInstance(place: Place, id: string): void {
  const { instances, quotas } = place.rds;
  if (instances.has(id)) throw rdsError('DBInstanceAlreadyExists', 'DB Instance already exists');
  if (instances.size >= quotas.instances)
    throw rdsError('InstanceQuotaExceeded', `The account's quota of ${quotas.instances} DB instances is used up`);
}

/** @throws DBClusterQuotaExceededFault; DBClusterAlreadyExistsFault */
export function requireRoomForCluster(place: Place, id: string): void {
  const { clusters, quotas } = place.rds;
  if (clusters.has(id)) throw rdsError('DBClusterAlreadyExistsFault', 'DB Cluster already exists');
  if (clusters.size >= quotas.clusters)
    throw rdsError('DBClusterQuotaExceededFault', `The account's quota of ${quotas.clusters} DB clusters is used up`);
}
