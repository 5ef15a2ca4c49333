import type { Call } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import type { Place } from '../../world/world.ts';
import { startChange } from './change.ts';
import { rewriteStatusIn } from './describe-operations.ts';
import { rdsArn } from './identifiers.ts';
import { findCluster, findInstance, requireClusterAvailable, requireInstanceAvailable } from './lookups.ts';
import { rdsError } from './rds-errors.ts';
import { identifierOf, newIdentifier, pageOf, readList, readTags, required } from './rds-input.ts';
import { rdsOperation } from './rds-operation.ts';
import type { DbCluster, DbInstance, DbSnapshot } from './rds-state.ts';
import { renderClusterSnapshot, renderInstanceSnapshot, renderReplicatedBackup } from './render-snapshot.ts';
import { replicatedWindow } from './restorable.ts';

type SnapshotKind = 'cluster' | 'instance';

export const createDbClusterSnapshot = rdsOperation({
  name: 'CreateDBClusterSnapshot',
  writes: true,
  startsJob: true,
  input: (params: QueryParams) => ({
    id: newIdentifier(params, 'DBClusterSnapshotIdentifier'),
    sourceId: required(params, 'DBClusterIdentifier'),
    tags: readTags(params),
  }),
  resources: ({ id, sourceId }) => [id, identifierOf(sourceId)],
  run: (call, { id, sourceId, tags }) => {
    const cluster = findCluster(call, sourceId);
    requireSnapshotName(call.place, 'cluster', id);
    requireClusterAvailable(cluster);
    return {
      DBClusterSnapshot: renderClusterSnapshot(startSnapshot(call, { kind: 'cluster', id, of: cluster, tags })),
    };
  },
});

export const createDbSnapshot = rdsOperation({
  name: 'CreateDBSnapshot',
  writes: true,
  startsJob: true,
  input: (params: QueryParams) => ({
    id: newIdentifier(params, 'DBSnapshotIdentifier'),
    sourceId: required(params, 'DBInstanceIdentifier'),
    tags: readTags(params),
  }),
  resources: ({ id, sourceId }) => [id, identifierOf(sourceId)],
  run: (call, { id, sourceId, tags }) => {
    const instance = findInstance(call, sourceId);
    requireSnapshotName(call.place, 'instance', id);
    requireInstanceAvailable(instance);
    return { DBSnapshot: renderInstanceSnapshot(startSnapshot(call, { kind: 'instance', id, of: instance, tags })) };
  },
});

/** @throws DBClusterSnapshotAlreadyExistsFault or DBSnapshotAlreadyExists */
export function requireSnapshotName(place: Place, kind: SnapshotKind, id: string): void {
  if (!snapshotsOf(place, kind).has(id)) return;
  const code = kind === 'cluster' ? 'DBClusterSnapshotAlreadyExistsFault' : 'DBSnapshotAlreadyExists';
  throw rdsError(code, `Cannot create the snapshot because one with the identifier ${id} already exists.`);
}

/** Takes a snapshot; what it is taken of stays as it is. */
export function startSnapshot(
  call: Call,
  wanted: { kind: SnapshotKind; id: string; of: DbCluster | DbInstance; tags: Record<string, string> },
): DbSnapshot {
  const { place, now, strikes } = call;
  const { kind, id, of } = wanted;
  const snapshot: DbSnapshot = {
    id,
    arn: rdsArn(place, kind === 'cluster' ? 'cluster-snapshot' : 'snapshot', id),
    order: (place.rds.made += 1),
    kind: 'manual',
    sourceId: of.id,
    engine: of.engine,
    engineVersion: of.engineVersion,
    storageGiB: of.storageGiB,
    createdAt: now,
    tags: wanted.tags,
    status: 'creating',
    changeCount: 0,
  };
  snapshotsOf(place, kind).set(id, snapshot);
  call.note(id, `snapshot of ${of.id}`);
  const end = (status: string) => (): void => {
    snapshot.status = status;
  };
  startChange(call, {
    name: 'snapshot',
    kind: 'snapshot',
    key: snapshot.arn,
    subjects: [snapshot],
    at: now,
    strikes,
    begin: () => undefined,
    finish: end('available'),
    fail: end('failed'),
  });
  return snapshot;
}

function snapshotsOf(place: Place, kind: SnapshotKind): Map<string, DbSnapshot> {
  return kind === 'cluster' ? place.rds.clusterSnapshots : place.rds.snapshots;
}

export const describeDbClusterSnapshots = rdsOperation({
  name: 'DescribeDBClusterSnapshots',
  input: (params: QueryParams) => readSnapshotQuery(params, 'DBClusterSnapshotIdentifier', 'DBClusterIdentifier'),
  resources: ({ id }) => (id === undefined ? [] : [id]),
  run: ({ place }, query) => {
    const { items, nextToken } = selectSnapshots(place, 'cluster', query);
    return { DBClusterSnapshots: items.map(renderClusterSnapshot), Marker: nextToken };
  },
  rewriteStatus: rewriteStatusIn('DBClusterSnapshots', 'DBClusterSnapshotIdentifier', 'Status'),
});

export const describeDbSnapshots = rdsOperation({
  name: 'DescribeDBSnapshots',
  input: (params: QueryParams) => readSnapshotQuery(params, 'DBSnapshotIdentifier', 'DBInstanceIdentifier'),
  resources: ({ id }) => (id === undefined ? [] : [id]),
  run: ({ place }, query) => {
    const { items, nextToken } = selectSnapshots(place, 'instance', query);
    return { DBSnapshots: items.map(renderInstanceSnapshot), Marker: nextToken };
  },
  rewriteStatus: rewriteStatusIn('DBSnapshots', 'DBSnapshotIdentifier', 'Status'),
});

function readSnapshotQuery(params: QueryParams, idName: string, sourceName: string) {
  const id = params.text(idName);
  const source = params.text(sourceName);
  return {
    id: id === undefined ? undefined : identifierOfSnapshot(id),
    source: source === undefined ? undefined : identifierOf(source),
    kind: params.text('SnapshotType'),
    list: readList(params),
  };
}

/** Those that RDS made itself have a colon in their name, and so keep their prefix. */
function identifierOfSnapshot(idOrArn: string): string {
  return idOrArn.replace(/^arn:aws:rds:[^:]*:\d*:(?:cluster-)?snapshot:/, '');
}

function selectSnapshots(place: Place, kind: SnapshotKind, query: ReturnType<typeof readSnapshotQuery>) {
  const all = snapshotsOf(place, kind);
  if (query.id !== undefined && !all.has(query.id)) {
    const code = kind === 'cluster' ? 'DBClusterSnapshotNotFoundFault' : 'DBSnapshotNotFound';
    throw rdsError(code, `Snapshot ${query.id} not found.`);
  }
  const wanted = [...all.values()].filter(
    (snapshot) =>
      (query.id === undefined || snapshot.id === query.id) &&
      (query.source === undefined || snapshot.sourceId === query.source) &&
      (query.kind === undefined || snapshot.kind === query.kind),
  );
  return pageOf(wanted, [kind, 'snapshots', query.id, query.source, query.kind], query.list);
}

/** Backups that are kept here for instances of other Regions. */
export const describeDbInstanceAutomatedBackups = rdsOperation({
  name: 'DescribeDBInstanceAutomatedBackups',
  input: (params: QueryParams) => {
    const id = params.text('DBInstanceIdentifier');
    return {
      id: id === undefined ? undefined : identifierOf(id),
      arn: params.text('DBInstanceAutomatedBackupsArn'),
      list: readList(params),
    };
  },
  resources: ({ id }) => (id === undefined ? [] : [id]),
  run: ({ world, place, now }, { id, arn, list }) => {
    const wanted = place.rds.replicatedBackups.filter(
      (backup) => (id === undefined || backup.instanceId === id) && (arn === undefined || backup.arn === arn),
    );
    if (arn !== undefined && wanted.length === 0)
      throw rdsError('DBInstanceAutomatedBackupNotFound', `Automated backup ${arn} not found.`);
    const { items, nextToken } = pageOf(wanted, ['automated backups', id, arn], list);
    return {
      DBInstanceAutomatedBackups: items.map((backup) =>
        renderReplicatedBackup(backup, replicatedWindow(world, place, backup, now)),
      ),
      Marker: nextToken,
    };
  },
});
