import { isoInstant } from '../../clock.ts';
import type { Call } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { otherZone, zone } from './build-rds.ts';
import { startChange } from './change.ts';
import { instanceOfArn } from './identifiers.ts';
import { findCluster, findInstance } from './lookups.ts';
import { newDatabase, readNewDatabase, requireRoomForCluster, requireRoomForInstance } from './new-databases.ts';
import { rdsError } from './rds-errors.ts';
import { identifierOf, newIdentifier, optionalFlag, optionalInstant } from './rds-input.ts';
import { rdsOperation } from './rds-operation.ts';
import type { Database, DbCluster, DbInstance } from './rds-state.ts';
import { renderCluster, renderInstance } from './render-databases.ts';
import type { RestorableWindow } from './restorable.ts';
import { replicatedWindow, restorableWindow, restorePoint } from './restorable.ts';

/** What is copied, and the instants it can be copied from. */
interface RestoreSource<T extends Database> {
  readonly database: T;
  readonly window: RestorableWindow | undefined;
}

/** Always a new instance; its groups, class and zones are the account's defaults unless given. */
export const restoreDbInstanceToPointInTime = rdsOperation({
  name: 'RestoreDBInstanceToPointInTime',
  writes: true,
  startsJob: true,
  input: (params: QueryParams) => {
    for (const name of ['Engine', 'LicenseModel', 'DBName']) params.text(name);
    return {
      id: newIdentifier(params, 'TargetDBInstanceIdentifier'),
      sourceId: params.text('SourceDBInstanceIdentifier'),
      sourceResourceId: params.text('SourceDbiResourceId'),
      backupArn: params.text('SourceDBInstanceAutomatedBackupsArn'),
      restoreAt: optionalInstant(params, 'RestoreTime'),
      useLatest: optionalFlag(params, 'UseLatestRestorableTime') ?? false,
      instanceClass: params.text('DBInstanceClass'),
      multiAz: optionalFlag(params, 'MultiAZ') ?? false,
      availabilityZone: params.text('AvailabilityZone'),
      parameterGroup: params.text('DBParameterGroupName'),
      settings: readNewDatabase(params),
    };
  },
  resources: ({ id, sourceId }) => [id, ...(sourceId === undefined ? [] : [identifierOf(sourceId)])],
  run: (call, input) => {
    const { place, now } = call;
    const { database: source, window } = instanceSource(call, input);
    requireRoomForInstance(place, input.id);
    const restoredTo = restorePoint(window, input);
    const availabilityZone = input.availabilityZone ?? zone(place, 0);
    const instance: DbInstance = {
      ...newDatabase(place, source, { ...input, kind: 'db', at: now }),
      promotionTier: 1,
      instanceClass: input.instanceClass ?? source.instanceClass,
      multiAz: input.multiAz,
      availabilityZone,
      ...(input.multiAz ? { secondaryAvailabilityZone: otherZone(place, availabilityZone) } : {}),
    };
    place.rds.instances.set(instance.id, instance);
    startCreation(call, instance, 'restore', 'incompatible-restore');
    call.note(instance.id, `restored from ${source.arn} as of ${isoInstant(restoredTo)}`);
    return { DBInstance: renderInstance(call, instance, now) };
  },
});

function instanceSource(
  call: Call,
  input: { sourceId: string | undefined; sourceResourceId: string | undefined; backupArn: string | undefined },
): RestoreSource<DbInstance> {
  const { world, place, now } = call;
  const given = [input.sourceId, input.sourceResourceId, input.backupArn].filter((text) => text !== undefined);
  if (given.length !== 1)
    throw rdsError('InvalidParameterCombination', 'Exactly one source of the restore has to be given');
  if (input.backupArn !== undefined) return backupSource(call, input.backupArn);
  const database =
    input.sourceId === undefined
      ? [...place.rds.instances.values()].find(({ resourceId }) => resourceId === input.sourceResourceId)
      : findInstance(call, input.sourceId);
  if (!database) throw rdsError('DBInstanceNotFound', `DBInstance ${input.sourceResourceId} not found.`);
  if (database.clusterId !== undefined)
    throw rdsError('InvalidDBInstanceState', `${database.id} is in a cluster: restore the cluster instead`);
  return { database, window: restorableWindow(world, database, now) };
}

function backupSource({ world, place, now }: Call, arn: string): RestoreSource<DbInstance> {
  const backup = place.rds.replicatedBackups.find((entry) => entry.arn === arn);
  const database = backup && instanceOfArn(world, backup.sourceArn);
  if (!database) throw rdsError('DBInstanceAutomatedBackupNotFound', `Automated backup ${arn} not found.`);
  return { database, window: replicatedWindow(world, place, backup, now) };
}

/** A new cluster without instances. */
export const restoreDbClusterToPointInTime = rdsOperation({
  name: 'RestoreDBClusterToPointInTime',
  writes: true,
  startsJob: true,
  input: (params: QueryParams) => {
    const restoreType = params.text('RestoreType') ?? 'full-copy';
    if (restoreType !== 'full-copy' && restoreType !== 'copy-on-write')
      throw rdsError('InvalidParameterValue', `RestoreType must be full-copy or copy-on-write, not ${restoreType}`);
    return {
      id: newIdentifier(params, 'DBClusterIdentifier'),
      sourceId: params.text('SourceDBClusterIdentifier'),
      sourceResourceId: params.text('SourceDbClusterResourceId'),
      restoreAt: optionalInstant(params, 'RestoreToTime'),
      useLatest: optionalFlag(params, 'UseLatestRestorableTime') ?? false,
      parameterGroup: params.text('DBClusterParameterGroupName'),
      restoreType,
      settings: readNewDatabase(params),
    };
  },
  resources: ({ id, sourceId }) => [id, ...(sourceId === undefined ? [] : [identifierOf(sourceId)])],
  run: (call, input) => {
    const { world, place, now } = call;
    const source = clusterSource(call, input);
    requireRoomForCluster(place, input.id);
    const restoredTo = restorePoint(restorableWindow(world, source, now), input);
    const cluster: DbCluster = { ...newDatabase(place, source, { ...input, kind: 'cluster', at: now }), members: [] };
    place.rds.clusters.set(cluster.id, cluster);
    // A copy on write shares the source's volume, and is done when the record is.
    startCreation(call, cluster, input.restoreType === 'full-copy' ? 'restore' : 'creation', 'cloning-failed');
    call.note(cluster.id, `restored from ${source.arn} as of ${isoInstant(restoredTo)}`);
    return { DBCluster: renderCluster(call, cluster, now) };
  },
});

function clusterSource(
  call: Call,
  { sourceId, sourceResourceId }: { sourceId: string | undefined; sourceResourceId: string | undefined },
): DbCluster {
  if ((sourceId === undefined) === (sourceResourceId === undefined))
    throw rdsError('InvalidParameterCombination', 'Exactly one source of the restore has to be given');
  if (sourceId !== undefined) return findCluster(call, sourceId);
  const found = [...call.place.rds.clusters.values()].find(({ resourceId }) => resourceId === sourceResourceId);
  if (!found) throw rdsError('DBClusterNotFoundFault', `DBCluster ${sourceResourceId} not found.`);
  return found;
}

/** Sets the making of a database going; a `partial` fault leaves it in the failed status. */
export function startCreation(
  call: Call,
  database: DbCluster | DbInstance,
  kind: 'restore' | 'creation',
  failedStatus: string,
  whenDone: () => void = () => undefined,
): void {
  startChange(call, {
    name: kind,
    kind,
    key: database.arn,
    subjects: [database],
    at: call.now,
    strikes: call.strikes,
    begin: () => undefined,
    finish: () => {
      database.status = 'available';
      whenDone();
    },
    fail: () => {
      database.status = failedStatus;
    },
  });
}
