import type { RecoverySnapshot } from '@aws-sdk/client-drs';
import Type from 'typebox';

import { isoInstant } from '../../clock.ts';
import type { Answer, Call } from '../../protocol/operation.ts';
import { rewriteList, rewriteMember } from '../../protocol/rewrite-status.ts';
import { Instant, pageOf, Paging, SourceServerId } from './drs-input.ts';
import { drsOperation, sourceServer } from './drs-operation.ts';
import type { SourceServer } from './drs-state.ts';
import type { RecoveryPoint } from './recovery-points.ts';
import { recoveryPoints } from './recovery-points.ts';
import { disksOf } from './recovery-instances.ts';
import { renderSourceServer } from './render-source-server.ts';

const MOST_FILTER_IDS = 200;

export const describeSourceServers = drsOperation(
  Type.Object({
    filters: Type.Optional(
      Type.Object({
        sourceServerIDs: Type.Optional(Type.Array(SourceServerId, { maxItems: MOST_FILTER_IDS })),
        hardwareId: Type.Optional(Type.String()),
        stagingAccountIDs: Type.Optional(
          Type.Array(Type.String({ pattern: '^[0-9]{12}$' }), { maxItems: MOST_FILTER_IDS }),
        ),
      }),
    ),
    ...Paging,
  }),
  {
    name: 'DescribeSourceServers',
    resources: ({ filters }) => filters?.sourceServerIDs ?? [],
    run: (call, { filters, ...paging }) => {
      const { servers } = call.place.drs;
      const ids = filters?.sourceServerIDs ?? [];
      const named = ids.length === 0 ? [...servers.values()] : [...new Set(ids)].flatMap((id) => servers.get(id) ?? []);
      const staging = filters?.stagingAccountIDs ?? [];
      const isHere = staging.length === 0 || staging.includes(call.place.accountId);
      // No server of an estate carries a hardware id, so a filter by one finds none.
      const items = isHere && filters?.hardwareId === undefined ? named.sort((a, b) => a.order - b.order) : [];
      const list = { items, keyOf: ({ order }: SourceServer) => order, scope: ['source-servers', filters] };
      const { items: page, nextToken } = pageOf(call.world, list, paging);
      return { items: page.map((server) => renderSourceServer(call, server, call.now)), nextToken };
    },
    rewriteStatus: (answer, word, server) =>
      rewriteList(answer, 'items', (entry) => rewriteReplication(entry, word, server)),
  },
);

function rewriteReplication(entry: Answer, word: string, server: string | undefined): Answer {
  const isMeant = server === undefined || entry['sourceServerID'] === server;
  return isMeant ? rewriteMember(entry, 'dataReplicationInfo', { dataReplicationState: word }) : entry;
}

export const describeRecoverySnapshots = drsOperation(
  Type.Object({
    sourceServerID: SourceServerId,
    filters: Type.Optional(Type.Object({ fromDateTime: Type.Optional(Instant), toDateTime: Type.Optional(Instant) })),
    order: Type.Optional(Type.Enum(['ASC', 'DESC'])),
    ...Paging,
  }),
  {
    name: 'DescribeRecoverySnapshots',
    resources: ({ sourceServerID }) => [sourceServerID],
    run: (call, { sourceServerID, filters, order = 'ASC', ...paging }) => {
      const server = sourceServer(call, sourceServerID);
      const from = Date.parse(filters?.fromDateTime ?? '') || -Infinity;
      const to = Date.parse(filters?.toDateTime ?? '') || Infinity;
      const points = recoveryPoints(call, server, call.now).filter(({ takenAt }) => takenAt >= from && takenAt <= to);
      const list = {
        items: order === 'ASC' ? points : points.reverse(),
        keyOf: ({ expectedAt }: RecoveryPoint) => (order === 'ASC' ? expectedAt : -expectedAt),
        scope: ['snapshots', sourceServerID, order, filters],
      };
      const { items, nextToken } = pageOf(call.world, list, paging);
      return { items: items.map((point) => renderSnapshot(call, server, point)), nextToken };
    },
  },
);

function renderSnapshot({ world }: Call, server: SourceServer, point: RecoveryPoint): RecoverySnapshot {
  const ebsSnapshot = ({ device }: { device: string }): string =>
    world.draws.id('snap-', 17, [server.id, point.expectedAt, device]);
  return {
    snapshotID: point.id,
    sourceServerID: server.id,
    expectedTimestamp: isoInstant(point.expectedAt),
    timestamp: isoInstant(point.takenAt),
    ebsSnapshots: disksOf(server).map(ebsSnapshot),
  };
}
