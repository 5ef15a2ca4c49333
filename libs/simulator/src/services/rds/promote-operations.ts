import type { QueryParams } from '../../protocol/query-params.ts';
import { changeCluster, changeInstance } from './change-database.ts';
import { findCluster, findInstance, requireClusterAvailable, requireInstanceAvailable } from './lookups.ts';
import { rdsError } from './rds-errors.ts';
import { identifierOf, optionalInteger, required } from './rds-input.ts';
import { rdsOperation } from './rds-operation.ts';
import { openForWrites } from './set-statuses.ts';

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
    const instance = findInstance(call, id);
    if (instance.clusterId !== undefined || instance.replicationSource === undefined)
      throw rdsError('InvalidDBInstanceState', `DB Instance ${instance.id} is not a read replica.`);
    requireInstanceAvailable(instance);
    call.note(instance.id, `stops copying ${instance.replicationSource}`);
    return changeInstance(call, instance, {
      name: 'promotion',
      kind: 'promotion',
      status: 'rebooting',
      takeEffect: () => {
        delete instance.replicationSource;
        instance.backupRetentionDays = retentionDays;
        instance.lagMs = 0;
      },
    });
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
    const cluster = findCluster(call, id);
    if (cluster.globalClusterId !== undefined || cluster.replicationSource === undefined)
      throw rdsError(
        'InvalidDBClusterStateFault',
        `DB cluster ${cluster.id} is not a read replica of another cluster.`,
      );
    requireClusterAvailable(cluster);
    call.note(cluster.id, `stops copying ${cluster.replicationSource}`);
    return changeCluster(call, cluster, {
      name: 'promotion',
      kind: 'promotion',
      status: 'promoting',
      takeEffect: () => {
        delete cluster.replicationSource;
        openForWrites(call.place, cluster);
      },
    });
  },
});
