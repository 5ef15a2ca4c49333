import type { QueryParams } from '../../protocol/query-params.ts';
import { startChange } from './change.ts';
import { findCluster, findInstance, requireClusterAvailable, requireInstanceAvailable } from './lookups.ts';
import { rdsError } from './rds-errors.ts';
import { identifierOf, optionalInteger, required } from './rds-input.ts';
import { rdsOperation } from './rds-operation.ts';
import { renderCluster, renderInstance } from './render-databases.ts';
import { openForWrites, setCluster } from './set-statuses.ts';

/** A replica becomes an instance of its own; there is no way back. */
export const promoteReadReplica = rdsOperation({
  name: 'PromoteReadReplica',
  writes: true,
  startsJob: true,
  input: (params: QueryParams) => {
    params.text('PreferredBackupWindow');
    return {
      id: required(params, 'DBInstanceIdentifier'),
      retentionDays: optionalInteger(params, 'BackupRetentionPeriod', { min: 0, max: 35 }),
    };
  },
  resources: ({ id }) => [identifierOf(id)],
  run: (call, { id, retentionDays = 1 }) => {
    const { now, strikes } = call;
    const instance = findInstance(call, id);
    if (instance.clusterId !== undefined || instance.replicationSource === undefined)
      throw rdsError('InvalidDBInstanceState', `DB Instance ${instance.id} is not a read replica.`);
    requireInstanceAvailable(instance);
    call.note(instance.id, `stops copying ${instance.replicationSource}`);
    startChange(call, {
      name: 'promotion',
      kind: 'promotion',
      key: instance.id,
      subjects: [instance],
      at: now,
      strikes,
      begin: () => {
        instance.status = 'rebooting';
      },
      finish: () => {
        delete instance.replicationSource;
        instance.backupRetentionDays = retentionDays;
        instance.lagMs = 0;
        instance.status = 'available';
      },
      fail: () => {
        instance.status = 'available';
      },
    });
    return { DBInstance: renderInstance(call, instance, now) };
  },
});

/** The same for a cluster that copies another by binlog; members of a global database are promoted by a failover. */
export const promoteReadReplicaDbCluster = rdsOperation({
  name: 'PromoteReadReplicaDBCluster',
  writes: true,
  startsJob: true,
  input: (params: QueryParams) => ({ id: required(params, 'DBClusterIdentifier') }),
  resources: ({ id }) => [identifierOf(id)],
  run: (call, { id }) => {
    const { place, now, strikes } = call;
    const cluster = findCluster(call, id);
    if (cluster.globalClusterId !== undefined || cluster.replicationSource === undefined)
      throw rdsError(
        'InvalidDBClusterStateFault',
        `DB cluster ${cluster.id} is not a read replica of another cluster.`,
      );
    requireClusterAvailable(cluster);
    call.note(cluster.id, `stops copying ${cluster.replicationSource}`);
    startChange(call, {
      name: 'promotion',
      kind: 'promotion',
      key: cluster.id,
      subjects: [cluster],
      at: now,
      strikes,
      begin: () => setCluster(place, cluster, 'promoting'),
      finish: () => {
        delete cluster.replicationSource;
        openForWrites(place, cluster);
      },
      fail: () => setCluster(place, cluster, 'available'),
    });
    return { DBCluster: renderCluster(call, cluster, now) };
  },
});
