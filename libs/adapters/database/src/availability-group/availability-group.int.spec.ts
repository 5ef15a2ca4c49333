import { afterEach, describe, expect, it } from '@jest/globals';
import type { JsonObject, Observation, OperationRequest } from '@breakwater/core';
import {
  aGroupEstate,
  groupFailovers,
  GROUP_EXAMPLE,
  openDatabaseWorld,
  operationNamed,
  PRIMARY_SERVER,
  requestFor,
  runStep,
  TARGET_SERVER,
  traceOf,
  validate,
  type DatabaseWorld,
} from '../../testing/index.ts';

const NAME = GROUP_EXAMPLE.name;
let world: DatabaseWorld;
afterEach(() => world.close());

async function open(estate = aGroupEstate(), params: JsonObject = {}): Promise<OperationRequest> {
  world = await openDatabaseWorld(estate);
  return requestFor(world, NAME, { ...GROUP_EXAMPLE.params, ...params });
}
const strike = (fault: Record<string, unknown>) => world.simulator.control.setFault(fault);
const failovers = () => groupFailovers(world.simulator);
const once = { [`failover to ${TARGET_SERVER}`]: 1 };
/** The first command reads the state, the second is the failover. */
const THE_FAILOVER = { operation: 'ssm:SendCommand', skip: 1, count: 1 };

describe('failing an availability group over', () => {
  it('[trap:ssm-invocation-does-not-exist] makes the replica the primary, and gives the role back in a rollback', async () => {
    const request = await open();
    const captured = {};
    const end = await runStep(world, NAME, request, { captured });
    expect(end).toMatchObject({
      kind: 'succeeded',
      outputs: {
        primaryInstanceId: TARGET_SERVER,
        primaryReplica: 'SQL-1',
        previousPrimaryReplica: 'SQL-2',
        isForced: false,
      },
    });
    const [back] = operationNamed(NAME).rollback?.(request, traceOf(end, captured)) ?? [];
    expect(back?.params).toEqual({ availabilityGroup: 'pay', targetInstanceId: PRIMARY_SERVER });
    const returning = await requestFor(world, NAME, back?.params ?? {});
    expect(await runStep(world, NAME, returning)).toMatchObject({
      kind: 'succeeded',
      outputs: { primaryReplica: 'SQL-2' },
    });
  });

  it('does nothing to a replica that is the primary already', async () => {
    const request = await open(aGroupEstate(), { targetInstanceId: PRIMARY_SERVER });
    expect(await runStep(world, NAME, request)).toMatchObject({ kind: 'succeeded' });
    expect(failovers()).toEqual({});
  });

  it.each([
    ['suspended', { suspended: true }, /Ledger is suspended/],
    ['disconnected', { connected: false }, /the replica is DISCONNECTED/],
    ['asynchronous', { commit: 'asynchronous' as const, lag: 'PT20S' }, /Ledger is SYNCHRONIZING/],
  ])('checks first: a replica that is %s does not take over without loss', async (_, replica, reason) => {
    const request = await open(aGroupEstate(replica));
    const end = await runStep(world, NAME, request);
    expect(end).toMatchObject({
      kind: 'failed',
      failure: { code: 'not-synchronised', retryable: true, message: expect.stringMatching(reason) },
    });
    expect(failovers()).toEqual({});
  });

  it('forces it only when the plan allows it, within the loss that is allowed', async () => {
    const estate = aGroupEstate({ commit: 'asynchronous', lag: 'PT20S' });
    const request = await open(estate, { allowDataLoss: true, maxLossSeconds: 5 });
    const end = await runStep(world, NAME, request);
    expect(end).toMatchObject({ kind: 'failed', failure: { code: 'loss-beyond-objective', retryable: true } });
    expect(failovers()).toEqual({});
    const captured = {};
    const accepted = { ...request, params: { ...request.params, acceptLossSeconds: 60 }, previous: end.resources };
    const forced = await runStep(world, NAME, accepted, { attempt: 2, captured });
    expect(forced).toMatchObject({
      kind: 'succeeded',
      outputs: { isForced: true },
      findings: [{ code: 'after-forced-failover' }],
    });
    expect(operationNamed(NAME).rollback?.(request, traceOf(forced, captured))).toEqual([]);
    expect(
      operationNamed(NAME)
        .runbook(request)
        .flatMap(({ commands = [] }) => commands)
        .join('\n'),
    ).toContain('FORCE_FAILOVER_ALLOW_DATA_LOSS');
  });

  it('[trap:ssm-agent-not-online] says so at preflight when the agent is out of contact or unknown', async () => {
    const request = await open(aGroupEstate({}, { ssm: { agents: [{ instance: 'sql-1', ping: 'lost' }] } }));
    expect(await validate(world, NAME, request)).toMatchObject([{ code: 'agent-offline', severity: 'error' }]);
    expect(await runStep(world, NAME, request)).toMatchObject({
      kind: 'failed',
      failure: { code: 'state-unreadable' },
    });
    const unknown = { ...request, params: { ...request.params, targetInstanceId: 'i-0123456789abcdef0' } };
    expect(await validate(world, NAME, unknown)).toMatchObject([
      { code: 'agent-offline', message: expect.stringContaining('not known') },
    ]);
  });

  it('warns of a forced failover that a planned one does not need', async () => {
    const request = await open(aGroupEstate(), { allowDataLoss: true });
    expect((await validate(world, NAME, request)).map(({ code }) => code)).toEqual([
      'group-unchecked',
      'data-loss-not-needed',
    ]);
  });

  it('resolves nothing for an instance that Systems Manager does not know, and refuses a group that is not there', async () => {
    await open();
    const nobody = await requestFor(world, NAME, { availabilityGroup: 'pay', targetInstanceId: 'i-0123456789abcdef0' });
    expect(nobody.resources).toEqual([]);
    const request = await requestFor(world, NAME, { availabilityGroup: 'other', targetInstanceId: TARGET_SERVER });
    expect(await runStep(world, NAME, request)).toMatchObject({ kind: 'failed', failure: { code: 'no-such-group' } });
  });
});

describe('the fault matrix', () => {
  it.each([
    ['lost-before', { kind: 'lost-before' }],
    ['lost-after', { kind: 'lost-after' }],
    ['throttled', { kind: 'throttled' }],
    ['quota', { kind: 'refused', code: 'LimitExceededException', httpStatus: 400 }],
    ['late', { kind: 'late', jobSeconds: 120 }],
  ])(
    `[trap:ssm-send-command-not-idempotent] failover-availability-group takes effect once when its call is %s`,
    async (_, fault) => {
      const request = await open();
      strike({ ...THE_FAILOVER, ...fault });
      expect((await runStep(world, NAME, request)).kind).toBe('succeeded');
      expect(failovers()).toEqual(once);
    },
  );

  it('[fault:lost-before] [fault:lost-after] [fault:throttled] [fault:quota] [fault:late] failover-availability-group survives them on its reading calls', async () => {
    const request = await open();
    strike({ kind: 'lost-before', operation: 'ssm:GetCommandInvocation', count: 2 });
    strike({ kind: 'throttled', operation: 'ssm:ListCommands', count: 2 });
    strike({ kind: 'lost-after', operation: 'ssm:SendCommand', count: 1 });
    expect((await runStep(world, NAME, request)).kind).toBe('succeeded');
    expect(failovers()).toEqual(once);
  });

  it('[fault:partial] failover-availability-group fails with what the server says', async () => {
    const request = await open();
    strike({ ...THE_FAILOVER, kind: 'partial', message: 'Msg 41142' });
    expect(await runStep(world, NAME, request)).toMatchObject({
      kind: 'failed',
      failure: { code: 'failover-refused', retryable: true },
    });
  });

  it.each([
    ['undeliverable', 'failover-not-delivered'],
    ['execution-timed-out', 'failover-unfinished'],
  ] as const)('[trap:ssm-timed-out-is-two-things] a failover that is %s fails as %s', async (result, code) => {
    const commandOutcomes = [{ script: 'ALTER AVAILABILITY GROUP', result }];
    const request = await open(aGroupEstate({}, { ssm: { commandOutcomes } }));
    expect(await runStep(world, NAME, request)).toMatchObject({
      kind: 'failed',
      failure: { code, retryable: true },
      resources: [{ state: 'unknown' }],
    });
  });

  it('[fault:stuck] failover-availability-group goes on looking, and says what it waits for', async () => {
    const request = await open();
    strike({ ...THE_FAILOVER, kind: 'stuck' });
    const stop = new AbortController();
    const seen: Observation[] = [];
    const onLook = (look: Observation) => {
      if (seen.push(look) === 40) stop.abort(new Error('timed out'));
    };
    await expect(runStep(world, NAME, request, { signal: stop.signal, onLook })).rejects.toThrow('timed out');
    expect(JSON.stringify(seen.at(-1))).toContain('the failover on');
    expect(failovers()).toEqual(once);
  });

  it('[fault:unknown-status] failover-availability-group never takes a word that it does not know for a good one', async () => {
    const request = await open();
    strike({ kind: 'unknown-status', operation: 'ssm:GetCommandInvocation', status: 'HalfDone' });
    const end = await runStep(world, NAME, request);
    expect(end).toMatchObject({ kind: 'failed', failure: { code: 'state-unreadable' } });
    expect(failovers()).toEqual({});
  });
});
