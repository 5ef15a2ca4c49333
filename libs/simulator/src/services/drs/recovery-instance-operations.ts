import Type from 'typebox';

import { rewriteList } from '../../protocol/rewrite-status.ts';
import { conflict } from './drs-errors.ts';
import { pageOf, Paging, RecoveryInstanceId, SourceServerId } from './drs-input.ts';
import { drsOperation, recoveryInstance } from './drs-operation.ts';
import type { RecoveryInstance } from './drs-state.ts';
import { renderRecoveryInstance } from './render-recovery-instance.ts';

const MOST_FILTER_IDS = 200;

export const describeRecoveryInstances = drsOperation(
  Type.Object({
    filters: Type.Optional(
      Type.Object({
        recoveryInstanceIDs: Type.Optional(Type.Array(RecoveryInstanceId, { maxItems: MOST_FILTER_IDS })),
        sourceServerIDs: Type.Optional(Type.Array(SourceServerId, { maxItems: MOST_FILTER_IDS })),
      }),
    ),
    ...Paging,
  }),
  {
    name: 'DescribeRecoveryInstances',
    resources: ({ filters }) => [...(filters?.recoveryInstanceIDs ?? []), ...(filters?.sourceServerIDs ?? [])],
    run: ({ world, place, now }, { filters, ...paging }) => {
      const ids = new Set(filters?.recoveryInstanceIDs);
      const servers = new Set(filters?.sourceServerIDs);
      const items = [...place.drs.recoveryInstances.values()]
        .filter(({ id, server }) => (ids.size === 0 || ids.has(id)) && (servers.size === 0 || servers.has(server.id)))
        .sort((a, b) => a.order - b.order);
      const list = { items, keyOf: ({ order }: RecoveryInstance) => order, scope: ['recovery-instances', filters] };
      const { items: page, nextToken } = pageOf(world, list, paging);
      return { items: page.map((entry) => renderRecoveryInstance(world, entry, now)), nextToken };
    },
    rewriteStatus: (answer, word, server) =>
      rewriteList(answer, 'items', (entry) =>
        server === undefined || entry['sourceServerID'] === server || entry['recoveryInstanceID'] === server
          ? { ...entry, ec2InstanceState: word }
          : entry,
      ),
  },
);

const OneInstance = Type.Object({ recoveryInstanceID: RecoveryInstanceId });

/** The EC2 instance goes on running; DRS stops looking after it. */
export const disconnectRecoveryInstance = drsOperation(OneInstance, {
  name: 'DisconnectRecoveryInstance',
  writes: true,
  resources: ({ recoveryInstanceID }) => [recoveryInstanceID],
  run: (call, { recoveryInstanceID }) => {
    const found = recoveryInstance(call, recoveryInstanceID);
    if (found.server.liveJob)
      throw conflict(`Recovery instance ${found.id} is being processed by a Job`, found.id, 'RECOVERY_INSTANCE');
    if (found.wasReversed) {
      throw conflict(`Recovery instance ${found.id} was reversed: delete it instead`, found.id, 'RECOVERY_INSTANCE');
    }
    found.disconnected = true;
    call.note(found.id, 'disconnected');
    return {};
  },
});

/** DRS forgets the record; the EC2 instance goes on running, until the next launch of the source server cleans it up. */
export const deleteRecoveryInstance = drsOperation(OneInstance, {
  name: 'DeleteRecoveryInstance',
  writes: true,
  resources: ({ recoveryInstanceID }) => [recoveryInstanceID],
  run: (call, { recoveryInstanceID }) => {
    const found = recoveryInstance(call, recoveryInstanceID);
    if (!(found.disconnected || found.wasReversed) || found.server.liveJob) {
      throw conflict(`Recovery instance ${found.id} has to be disconnected first`, found.id, 'RECOVERY_INSTANCE');
    }
    call.place.drs.recoveryInstances.delete(found.id);
    call.note(found.id, 'record deleted');
    return {};
  },
});
