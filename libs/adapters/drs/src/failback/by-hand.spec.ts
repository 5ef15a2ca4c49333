import { describe, expect, it } from '@jest/globals';
import type { JsonObject, Operation, OperationRequest } from '@breakwater/core';
import { aReturnRequest, operationNamed, ORIGIN } from '../../testing/index.ts';
import { drsAdapter } from '../adapter.ts';

const SERVER = 's-0123456789abcdef0';
const INSTANCE = 'i-0123456789abcdef0';

const operation = (name: string): Operation => operationNamed(drsAdapter(), name);
const commandsOf = (name: string, params: JsonObject, over: Partial<OperationRequest> = {}): string =>
  operation(name)
    .runbook(aReturnRequest({ target: ORIGIN, params, ...over }))
    .flatMap(({ commands = [] }) => commands)
    .join('\n');
const ofServer = { resources: [{ id: SERVER }] };

describe('the way back by hand', () => {
  it('reverses the recovery instances that are named, and those of source servers once they are looked up', () => {
    const named = commandsOf('reverse-replication', { recoveryInstanceIds: [INSTANCE] });
    expect(named).toContain(`recoveryInstanceIDs=${INSTANCE}`);
    expect(named).toContain(`reverse-replication --recovery-instance-id ${INSTANCE}`);
    const looked = commandsOf('reverse-replication', { sourceServerIds: [SERVER] }, ofServer);
    expect(looked).toContain(`sourceServerIDs=${SERVER}`);
    expect(looked).toContain('--recovery-instance-id RECOVERY_INSTANCE_ID');
  });

  it('stops the servers that are named, and those that replicate recovery instances once they are looked up', () => {
    const named = commandsOf('stop-replication', { sourceServerIds: [SERVER] }, ofServer);
    expect(named).toContain(`sourceServerIDs=${SERVER}`);
    expect(named).toContain(`stop-replication --source-server-id ${SERVER}`);
    const looked = commandsOf('stop-replication', { recoveryInstanceIds: [INSTANCE] });
    expect(looked).toContain('--source-server-id REVERSED_SOURCE_SERVER_ID');
  });

  it('launches only in a rehearsal: nothing is quiesced, protected or cleaned up', () => {
    const rehearsal = commandsOf('failback', { sourceServerIds: [SERVER] }, { ...ofServer, mode: 'drill' });
    expect(rehearsal).toContain('start-recovery');
    expect(rehearsal).not.toContain('reverse-replication');
    expect(commandsOf('failback', { sourceServerIds: [SERVER] }, ofServer)).toContain('RECOVERY_INSTANCE_IDS');
  });
});

describe('what the operations of the way back act on', () => {
  const select = { allOf: { Application: 'shop' } };
  const selection = (chosen: object) => ({ kind: 'selection', selection: chosen });

  it.each(['reverse-replication', 'failback', 'stop-replication'])(
    '%s takes ids, tags or recovery instances',
    (name) => {
      const chosen = (params: JsonObject) => operation(name).selects(params);
      expect(chosen({ sourceServerIds: [SERVER] })).toEqual(selection({ ids: [SERVER] }));
      expect(chosen({ select })).toEqual(selection(select));
      expect(chosen({ recoveryInstanceIds: [INSTANCE] })).toBeUndefined();
    },
  );

  it('is a protection group for a reversal, whose group is one of the Region that was recovered to', () => {
    const chosen = operation('reverse-replication').selects({ protectionGroup: 'shop' });
    expect(chosen).toEqual({ kind: 'protection-group', name: 'shop' });
  });
});
