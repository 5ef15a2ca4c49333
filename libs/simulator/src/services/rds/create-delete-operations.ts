import type { Call } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { zone } from './build-rds.ts';
import { startChange } from './change.ts';
import { globalOf, writerOf } from './lag.ts';
import { findCluster, findInstance, membersOf } from './lookups.ts';
import { newDatabase, readNewDatabase, requireRoomForInstance } from './new-databases.ts';
import { rdsError } from './rds-errors.ts';
import { identifierOf, newIdentifier, optionalFlag, optionalInteger, required } from './rds-input.ts';
import { rdsOperation } from './rds-operation.ts';
import type { DbCluster, DbInstance } from './rds-state.ts';
import { renderCluster, renderInstance } from './render-databases.ts';
import { startCreation } from './restore-operations.ts';
import { requireSnapshotName, startSnapshot } from './snapshot-operations.ts';

/** An instance of a cluster; the first one of a cluster that follows no other writes. */
export const createDbInstance = rdsOperation({
  name: 'CreateDBInstance',
  writes: true,
  startsJob: true,
  input: (params: QueryParams) => ({
    id: newIdentifier(params, 'DBInstanceIdentifier'),
    instanceClass: required(params, 'DBInstanceClass'),
    engine: required(params, 'Engine'),
    engineVersion: params.text('EngineVersion'),
    clusterId: params.text('DBClusterIdentifier'),
    promotionTier: optionalInteger(params, 'PromotionTier', { min: 0, max: 15 }) ?? 1,
    availabilityZone: params.text('AvailabilityZone'),
    parameterGroup: params.text('DBParameterGroupName'),
    settings: readNewDatabase(params),
  }),
  resources: ({ id, clusterId }) => [id, ...(clusterId === undefined ? [] : [identifierOf(clusterId)])],
  run: (call, input) => {
    const { place, now } = call;
    if (input.clusterId === undefined)
      throw rdsError(
        'InvalidParameterValue',
        'The simulator makes instances in clusters only: give DBClusterIdentifier',
      );
    const cluster = findCluster(call, input.clusterId);
    requireRoomForInstance(place, input.id);
    requireFit(cluster, input);
    const instance: DbInstance = {
      ...newDatabase(place, cluster, { ...input, kind: 'db', at: now }),
      securityGroups: cluster.securityGroups,
      subnetGroup: cluster.subnetGroup,
      clusterId: cluster.id,
      promotionTier: input.promotionTier,
      instanceClass: input.instanceClass,
      multiAz: false,
      availabilityZone: input.availabilityZone ?? zone(place, cluster.members.length),
    };
    place.rds.instances.set(instance.id, instance);
    cluster.members.push(instance.id);
    startCreation(call, instance, 'creation', 'failed', () => {
      if (!followsAnother(call, cluster)) cluster.writerId ??= instance.id;
    });
    call.note(instance.id, `created in ${cluster.id}`);
    return { DBInstance: renderInstance(call, instance, now) };
  },
});

function requireFit(cluster: DbCluster, input: { engine: string; engineVersion: string | undefined }): void {
  if (cluster.status !== 'available')
    throw rdsError('InvalidDBClusterStateFault', `DB cluster ${cluster.id} is ${cluster.status}, not available`);
  if (input.engine !== cluster.engine || (input.engineVersion ?? cluster.engineVersion) !== cluster.engineVersion)
    throw rdsError(
      'InvalidParameterCombination',
      `The engine of the instance does not match that of the cluster: ${cluster.engine} ${cluster.engineVersion}`,
    );
}

function followsAnother({ world, place }: Call, cluster: DbCluster): boolean {
  const global = globalOf(world, place.accountId, cluster);
  return global !== undefined && writerOf(global)?.clusterArn !== cluster.arn;
}

export const deleteDbInstance = rdsOperation({
  name: 'DeleteDBInstance',
  writes: true,
  startsJob: true,
  input: (params: QueryParams) => {
    optionalFlag(params, 'DeleteAutomatedBackups');
    return { id: required(params, 'DBInstanceIdentifier'), ...readFinalSnapshot(params, 'FinalDBSnapshotIdentifier') };
  },
  resources: ({ id }) => [identifierOf(id)],
  run: (call, { id, skip, finalSnapshot }) => {
    const { place, now } = call;
    const instance = findInstance(call, id);
    requireDeletable(instance, 'InvalidDBInstanceState');
    if (instance.clusterId === undefined) {
      requireFinalSnapshot(skip, finalSnapshot, 'FinalDBSnapshotIdentifier');
      if (finalSnapshot !== undefined) {
        requireSnapshotName(place, 'instance', finalSnapshot);
        startSnapshot(call, { kind: 'instance', id: finalSnapshot, of: instance, tags: {} });
      }
    }
    startDeletion(call, instance, () => {
      place.rds.instances.delete(instance.id);
      const cluster = instance.clusterId === undefined ? undefined : place.rds.clusters.get(instance.clusterId);
      if (cluster) leaveCluster(call, cluster, instance.id);
    });
    return { DBInstance: renderInstance(call, instance, now) };
  },
});

function leaveCluster({ place }: Call, cluster: DbCluster, id: string): void {
  cluster.members.splice(cluster.members.indexOf(id), 1);
  if (cluster.writerId !== id) return;
  const next = membersOf(place, cluster)[0];
  if (next) cluster.writerId = next.id;
  else delete cluster.writerId;
}

export const deleteDbCluster = rdsOperation({
  name: 'DeleteDBCluster',
  writes: true,
  startsJob: true,
  input: (params: QueryParams) => {
    optionalFlag(params, 'DeleteAutomatedBackups');
    return { id: required(params, 'DBClusterIdentifier'), ...readFinalSnapshot(params, 'FinalDBSnapshotIdentifier') };
  },
  resources: ({ id }) => [identifierOf(id)],
  run: (call, { id, skip, finalSnapshot }) => {
    const { place, now } = call;
    const cluster = findCluster(call, id);
    requireDeletable(cluster, 'InvalidDBClusterStateFault');
    if (membersOf(place, cluster).some(({ status }) => status !== 'deleting'))
      throw rdsError(
        'InvalidDBClusterStateFault',
        'Cluster cannot be deleted, it still contains DB instances in non-deleting state.',
      );
    if (cluster.globalClusterId !== undefined)
      throw rdsError(
        'InvalidDBClusterStateFault',
        'This cluster is a part of a global cluster, please remove it from globalcluster first',
      );
    requireFinalSnapshot(skip, finalSnapshot, 'FinalDBSnapshotIdentifier');
    if (finalSnapshot !== undefined) {
      requireSnapshotName(place, 'cluster', finalSnapshot);
      startSnapshot(call, { kind: 'cluster', id: finalSnapshot, of: cluster, tags: {} });
    }
    startDeletion(call, cluster, () => place.rds.clusters.delete(cluster.id));
    return { DBCluster: renderCluster(call, cluster, now) };
  },
});

function readFinalSnapshot(params: QueryParams, name: string): { skip: boolean; finalSnapshot: string | undefined } {
  const skip = optionalFlag(params, 'SkipFinalSnapshot') ?? false;
  const finalSnapshot = params.text(name);
  if (skip && finalSnapshot !== undefined)
    throw rdsError('InvalidParameterCombination', `${name} cannot be given when SkipFinalSnapshot is true`);
  return { skip, finalSnapshot };
}

function requireFinalSnapshot(skip: boolean, finalSnapshot: string | undefined, name: string): void {
  if (!skip && finalSnapshot === undefined)
    throw rdsError('InvalidParameterCombination', `${name} is required unless SkipFinalSnapshot is specified.`);
}

function requireDeletable(
  database: DbCluster | DbInstance,
  stateError: 'InvalidDBInstanceState' | 'InvalidDBClusterStateFault',
): void {
  if (database.deletionProtection)
    throw rdsError(
      'InvalidParameterCombination',
      `Cannot delete ${database.id}: deletion protection is enabled for it`,
    );
  if (database.changing !== undefined)
    throw rdsError(stateError, `${database.id} is busy: ${database.changing}, ${database.status}`);
}

function startDeletion(call: Call, database: DbCluster | DbInstance, remove: () => void): void {
  call.note(database.id, 'is deleted');
  database.status = 'deleting';
  startChange(call, {
    name: 'deletion',
    kind: 'deletion',
    key: database.arn,
    subjects: [database],
    at: call.now,
    strikes: call.strikes,
    begin: () => undefined,
    finish: remove,
    fail: () => {
      database.status = 'available';
    },
  });
}
