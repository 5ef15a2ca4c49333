import type { Answer, Operation } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { rewriteList } from '../../protocol/rewrite-status.ts';
import { findCluster, findGlobal, findInstance } from './lookups.ts';
import { identifierOf, optionalFlag, pageOf, readList } from './rds-input.ts';
import { rdsOperation } from './rds-operation.ts';
import type { DbCluster, DbInstance } from './rds-state.ts';
import { renderCluster, renderInstance } from './render-databases.ts';
import { renderGlobalCluster } from './render-global-cluster.ts';

/** Values of the filters that lists of clusters and instances know. */
const CLUSTER_FILTERS: Readonly<Record<string, (cluster: DbCluster) => string[]>> = {
  'db-cluster-id': ({ id, arn }) => [id, arn],
  'db-cluster-resource-id': ({ resourceId }) => [resourceId],
  engine: ({ engine }) => [engine],
};
const INSTANCE_FILTERS: Readonly<Record<string, (instance: DbInstance) => string[]>> = {
  'db-instance-id': ({ id, arn }) => [id, arn],
  'db-cluster-id': ({ clusterId }) => (clusterId === undefined ? [] : [clusterId]),
  'dbi-resource-id': ({ resourceId }) => [resourceId],
  engine: ({ engine }) => [engine],
};

export const describeDbClusters = rdsOperation({
  name: 'DescribeDBClusters',
  input: (params: QueryParams) => {
    optionalFlag(params, 'IncludeShared');
    return { id: params.text('DBClusterIdentifier'), list: readList(params, Object.keys(CLUSTER_FILTERS)) };
  },
  resources: ({ id }) => named(id),
  run: (call, { id, list }) => {
    const all = id === undefined ? [...call.place.rds.clusters.values()] : [findCluster(call, id)];
    const wanted = all.filter((cluster) => passes(cluster, CLUSTER_FILTERS, list.filters));
    const { items, nextToken } = pageOf(wanted, ['clusters', id], list);
    return { DBClusters: items.map((cluster) => renderCluster(call, cluster, call.now)), Marker: nextToken };
  },
  rewriteStatus: rewriteStatusIn('DBClusters', 'DBClusterIdentifier', 'Status'),
});

export const describeDbInstances = rdsOperation({
  name: 'DescribeDBInstances',
  input: (params: QueryParams) => ({
    id: params.text('DBInstanceIdentifier'),
    list: readList(params, Object.keys(INSTANCE_FILTERS)),
  }),
  resources: ({ id }) => named(id),
  run: (call, { id, list }) => {
    const all = id === undefined ? [...call.place.rds.instances.values()] : [findInstance(call, id)];
    const wanted = all.filter((instance) => passes(instance, INSTANCE_FILTERS, list.filters));
    const { items, nextToken } = pageOf(wanted, ['instances', id], list);
    return { DBInstances: items.map((instance) => renderInstance(call, instance, call.now)), Marker: nextToken };
  },
  rewriteStatus: rewriteStatusIn('DBInstances', 'DBInstanceIdentifier', 'DBInstanceStatus'),
});

export const describeGlobalClusters = rdsOperation({
  name: 'DescribeGlobalClusters',
  input: (params: QueryParams) => ({
    id: params.text('GlobalClusterIdentifier'),
    list: readList(params, ['region']),
  }),
  resources: ({ id }) => named(id),
  run: (call, { id, list }) => {
    const { world, place } = call;
    const own = [...world.globalClusters.values()].filter(({ accountId }) => accountId === place.accountId);
    const asked = id === undefined ? own : [findGlobal(call, id)];
    const wanted = asked.filter(({ members }) =>
      list.filters.every(({ values }) => members.some(({ region }) => values.includes(region))),
    );
    const { items, nextToken } = pageOf(
      wanted.map((global) => ({ global, order: own.indexOf(global) })),
      ['global clusters', id],
      list,
    );
    return { GlobalClusters: items.map(({ global }) => renderGlobalCluster(global)), Marker: nextToken };
  },
  rewriteStatus: rewriteStatusIn('GlobalClusters', 'GlobalClusterIdentifier', 'Status'),
});

/** Puts an unknown word where each (or the one) entry of a list has its status. */
export function rewriteStatusIn(
  list: string,
  idMember: string,
  statusMember: string,
): NonNullable<Operation<QueryParams>['rewriteStatus']> {
  return (answer, word, id) =>
    rewriteList(answer, list, (entry): Answer =>
      id === undefined || entry[idMember] === identifierOf(id) ? { ...entry, [statusMember]: word } : entry,
    );
}

function named(idOrArn: string | undefined): string[] {
  return idOrArn === undefined ? [] : [identifierOf(idOrArn)];
}

function passes<T>(
  item: T,
  known: Readonly<Record<string, (item: T) => string[]>>,
  filters: readonly { readonly name: string; readonly values: readonly string[] }[],
): boolean {
  return filters.every(({ name, values }) => (known[name]?.(item) ?? []).some((text) => values.includes(text)));
}
