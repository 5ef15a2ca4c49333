import type { QueryParams } from '../../protocol/query-params.ts';
import { changeCluster } from './change-database.ts';
import { findCluster, findInstance, firstInLine, requireClusterAvailable } from './lookups.ts';
import { rdsError } from './rds-errors.ts';
import { identifierOf, required } from './rds-input.ts';
import { rdsOperation } from './rds-operation.ts';
import type { DbCluster, DbInstance } from './rds-state.ts';

/** Another instance of the cluster becomes its writer. A second call moves the writer once more. */
export const failoverDbCluster = rdsOperation({
  name: 'FailoverDBCluster',
  writes: true,
  startsJob: true,
  input: (params: QueryParams) => ({
    id: required(params, 'DBClusterIdentifier'),
    target: params.text('TargetDBInstanceIdentifier'),
  }),
  resources: ({ id, target }) => [id, ...(target === undefined ? [] : [target])].map(identifierOf),
  run: (call, { id, target: targetId }) => {
    const { place, note } = call;
    const cluster = findCluster(call, id);
    requireClusterAvailable(cluster);
    if (cluster.writerId === undefined)
      throw rdsError(
        'InvalidDBClusterStateFault',
        `DB cluster ${cluster.id} has no writer: it follows another cluster`,
      );
    const target = targetId === undefined ? firstInLine(place, cluster) : findInstance(call, targetId);
    requireTarget(cluster, target);
    note(cluster.id, `fails over from ${cluster.writerId} to ${target.id}`);
    return changeCluster(call, cluster, {
      name: 'failover',
      kind: 'clusterFailover',
      status: 'failing-over',
      takeEffect: () => {
        cluster.writerId = target.id;
      },
    });
  },
});

function requireTarget(cluster: DbCluster, target: DbInstance | undefined): asserts target is DbInstance {
  if (!target)
    throw rdsError('InvalidDBClusterStateFault', `DB cluster ${cluster.id} has no available reader to fail over to`);
  if (target.clusterId !== cluster.id)
    throw rdsError('InvalidDBInstanceState', `DB instance ${target.id} is not a member of DB cluster ${cluster.id}`);
  if (target.id === cluster.writerId)
    throw rdsError('InvalidDBInstanceState', `DB instance ${target.id} is already the writer of its cluster`);
  if (target.status !== 'available')
    throw rdsError('InvalidDBInstanceState', `DB instance ${target.id} is ${target.status}, not available`);
}
