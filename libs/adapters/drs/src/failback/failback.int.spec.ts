import { afterEach, describe, expect, it } from '@jest/globals';
import {
  stepId,
  type AwsClientKind,
  type JsonObject,
  type Observation,
  type OperationRequest,
  type Target,
} from '@breakwater/core';
import { aSourceServer } from '@breakwater/simulator/testing';
import {
  aRecoverRequest,
  aReturningEstate,
  aReturnRequest,
  contextFor,
  launchCounts,
  openDrsWorld,
  operationNamed,
  ORIGIN,
  recoverForReal,
  reverseAll,
  runStep,
  serverIds,
  TARGET,
  textsOf,
  type DrsWorld,
} from '../../testing/index.ts';
import { drsAdapter } from '../adapter.ts';

const NAMES = ['app-1', 'app-2'];

let world: DrsWorld;
afterEach(() => world.close());

const open = async (servers = NAMES.map((name) => aSourceServer({ name }))) => {
  world = await openDrsWorld(aReturningEstate(servers));
  return recoverForReal(world, NAMES);
};

const instancesOf = ({ trace }: Awaited<ReturnType<typeof open>>) => textsOf(trace.outputs['recoveryInstanceIds']);

const validate = (operation: string, request: OperationRequest) =>
  world.clock.drive(operationNamed(drsAdapter(), operation).validate(request, contextFor(world, request)));

const callsOf = (operation: string): number =>
  world.simulator.control
    .calls()
    .filter((call) => `${call.service}:${call.operation}` === operation)
    .reduce((sum, { count }) => sum + count, 0);

const reasonsOf = (end: Observation): (string | undefined)[] =>
  end.kind === 'running' ? [] : end.resources.flatMap(({ state, reason }) => (state === 'succeeded' ? [] : [reason]));

/** How the source servers of a place replicate. */
const statesOf = ({ account, region }: Target) =>
  world.simulator.control
    .state()
    .places.filter((place) => place.account === account && place.region === region)
    .flatMap(({ sourceServers }) =>
      sourceServers.map(({ dataReplicationInfo }) => dataReplicationInfo?.dataReplicationState),
    );

const textLists = (entries: readonly (readonly [string, unknown])[]) =>
  Object.fromEntries(entries.map(([name, value]) => [name, textsOf(value)]));

const reversal = (recoveryInstanceIds: string[]) => aReturnRequest({ params: { recoveryInstanceIds } });
const failback = (recoveryInstanceIds: string[], over: Partial<OperationRequest> = {}) =>
  aReturnRequest({ stepId: stepId('return'), target: ORIGIN, params: { recoveryInstanceIds }, ...over });

describe('returning from a recovery', () => {
  it('[trap:drs-failback-is-start-recovery] [trap:drs-protected-by-the-original] [trap:drs-stop-before-cleanup] returns, protects again and tidies up as the recovery itself proposes', async () => {
    const { request, trace } = await open([aSourceServer({ name: 'app-1' }), aSourceServer({ name: 'app-2' })]);
    const resources = request.resources.map((resource) => ({
      ...resource,
      facts: { originAccount: ORIGIN.account, originRegion: ORIGIN.region },
    }));
    const steps = operationNamed(drsAdapter(), 'recover').failback?.({ ...request, resources }, trace) ?? [];
    expect(steps.map(({ phase, operation, target }) => [phase, operation, target])).toEqual([
      ['replicate', 'reverse-replication', undefined],
      ['return', 'failback', ORIGIN],
      ['protect', 'reverse-replication', ORIGIN],
      ['tidy', 'stop-replication', ORIGIN],
      ['tidy', 'terminate-recovery-instances', undefined],
      ['tidy', 'task', undefined],
    ]);
    const outputs: JsonObject[] = [];
    for (const [index, { operation, params, takes = {}, target = TARGET, byHand }] of steps.entries()) {
      if (byHand !== undefined) continue;
      const taken = Object.entries(takes).map(([name, { from, output }]) => [name, outputs[from]?.[output]] as const);
      const step = { stepId: stepId(`step-${index}`), params: { ...params, ...textLists(taken) }, target };
      const end = await runStep(world, operation, aReturnRequest(step));
      expect([operation, end.kind]).toEqual([operation, 'succeeded']);
      if (end.kind === 'succeeded') outputs.push(end.outputs);
    }
    // What protects the launched servers are the original source servers, in the Region that was recovered to.
    expect(textsOf(outputs[2]?.['sourceServerIds']).toSorted()).toEqual(serverIds(NAMES));
    expect(statesOf(ORIGIN)).toEqual(['STOPPED', 'STOPPED']);
    expect(statesOf(TARGET)).toEqual(['CONTINUOUS', 'CONTINUOUS']);
    const launched = world.simulator.control.launches().filter(({ region }) => region === ORIGIN.region);
    expect(launched.map(({ isDrill, outcome }) => [isDrill, outcome])).toEqual([
      [false, 'launched'],
      [false, 'launched'],
    ]);
    // The Failback Client is for machines outside AWS.
    expect(callsOf('drs:StartFailbackLaunch')).toBe(0);
  });

  it('returns to the Region that the recovery left where the origin of a server is not known', async () => {
    const { request, trace } = await open();
    const steps = operationNamed(drsAdapter(), 'recover').failback?.(request, trace) ?? [];
    expect(steps[1]).toMatchObject({ operation: 'failback', target: ORIGIN });
  });

  it('proposes no return from a drill', async () => {
    const { trace } = await open();
    const drill = aRecoverRequest(serverIds(NAMES));
    expect(operationNamed(drsAdapter(), 'recover').failback?.(drill, trace)).toEqual([]);
  });

  it('rehearses the launch as a drill, and names what tidies it up', async () => {
    const ids = instancesOf(await open());
    await reverseAll(world, ids);
    const request = failback(ids, { mode: 'drill' });
    const end = await runStep(world, 'failback', request);
    if (end.kind !== 'succeeded') throw new TypeError(`the rehearsal ended ${end.kind}`);
    expect(world.simulator.control.launches().filter(({ isDrill }) => isDrill)).toHaveLength(2);
    const trace = { resources: end.resources, outputs: end.outputs, captured: {} };
    expect(operationNamed(drsAdapter(), 'failback').cleanup?.(request, trace)).toMatchObject([
      {
        operation: 'terminate-recovery-instances',
        params: { recoveryInstanceIds: end.outputs['recoveryInstanceIds'] },
      },
    ]);
  });
});

describe('stopping replication', () => {
  const stop = (params: JsonObject, over: Partial<OperationRequest> = {}) =>
    aReturnRequest({ stepId: stepId('stop'), target: ORIGIN, params, ...over });

  it('takes a reversal back, which leaves the recovery instance and the protection of its Region as they are', async () => {
    const ids = instancesOf(await open());
    const request = reversal(ids);
    const end = await runStep(world, 'reverse-replication', request);
    if (end.kind !== 'succeeded') throw new TypeError(`the reversal ended ${end.kind}`);
    const trace = { resources: end.resources, outputs: end.outputs, captured: {} };
    const steps = operationNamed(drsAdapter(), 'reverse-replication').rollback?.(request, trace) ?? [];
    expect(steps).toMatchObject([{ operation: 'stop-replication', target: ORIGIN }]);
    for (const { operation, params } of steps) {
      const resources = textsOf(params['sourceServerIds']).map((id) => ({ id }));
      expect((await runStep(world, operation, stop(params, { resources }))).kind).toBe('succeeded');
    }
    expect(statesOf(ORIGIN)).toEqual(['STOPPED', 'STOPPED']);
    expect(statesOf(TARGET)).toEqual(['CONTINUOUS', 'CONTINUOUS']);
    expect((await reverseAll(world, ids)).length).toBe(2);
  });

  it('[trap:drs-stop-deletes-recovery-points] leaves what protects production alone unless told', async () => {
    await open();
    const sourceServerIds = serverIds(NAMES);
    const over = { target: TARGET, resources: sourceServerIds.map((id) => ({ id })) };
    const request = stop({ sourceServerIds }, over);
    expect((await validate('stop-replication', request)).map(({ code, absolute }) => [code, absolute])).toEqual(
      NAMES.map(() => ['protects-production', true]),
    );
    expect((await runStep(world, 'stop-replication', request)).kind).toBe('failed');
    expect(callsOf('drs:StopReplication')).toBe(0);
    const sure = stop({ sourceServerIds, includeProtected: true }, over);
    expect((await validate('stop-replication', sure)).map(({ code, severity }) => [code, severity])).toEqual([
      ['recovery-points-deleted', 'warning'],
    ]);
    expect((await runStep(world, 'stop-replication', sure)).kind).toBe('succeeded');
    expect(statesOf(TARGET)).toEqual(['STOPPED', 'STOPPED']);
  });

  it('finds the reversed servers by the recovery instances, and says what replicates nothing back', async () => {
    const ids = instancesOf(await open());
    const request = stop({ recoveryInstanceIds: ids });
    expect((await validate('stop-replication', request)).map(({ code, severity }) => [code, severity])).toEqual(
      ids.map(() => ['not-reversed', 'warning']),
    );
    const early = await runStep(world, 'stop-replication', request);
    expect(reasonsOf(early)).toEqual(ids.toSorted().map((id) => expect.stringContaining(id)));
    const reversed = await reverseAll(world, ids);
    const end = await runStep(world, 'stop-replication', request, { attempt: 2 });
    expect(end).toMatchObject({ kind: 'succeeded', outputs: { sourceServerIds: reversed.toSorted() } });
  });

  it('names a server that is not there', async () => {
    await open();
    const missing = 's-00000000000000000';
    const request = stop({ sourceServerIds: [missing] }, { resources: [{ id: missing }] });
    expect(await validate('stop-replication', request)).toMatchObject([{ code: 'server-missing', resource: missing }]);
    expect(reasonsOf(await runStep(world, 'stop-replication', request))).toEqual([expect.stringContaining(missing)]);
  });

  it('ends when the account refuses to be asked, and says so beforehand', async () => {
    const ids = instancesOf(await open());
    const fault = { kind: 'refused', operation: 'drs:DescribeSourceServers', code: 'AccessDeniedException' } as const;
    world.simulator.control.setFault({ ...fault, message: 'not yours' });
    const request = stop({ recoveryInstanceIds: ids });
    expect(await validate('stop-replication', request)).toMatchObject([{ code: 'drs-access-refused' }]);
    const end = await runStep(world, 'stop-replication', request);
    expect(end).toMatchObject({ kind: 'failed', failure: { retryable: false } });
    expect(reasonsOf(end)).toEqual(ids.map(() => expect.stringContaining('not yours')));
  });
});

describe('reversing replication', () => {
  it('finds the real recovery instances of source servers, and adopts what replicates back already', async () => {
    const ids = instancesOf(await open());
    const first = await reverseAll(world, ids.slice(0, 1));
    const request = aReturnRequest({
      params: { sourceServerIds: serverIds(NAMES) },
      resources: serverIds(NAMES).map((id) => ({ id })),
    });
    const end = await runStep(world, 'reverse-replication', request);
    expect(end).toMatchObject({ kind: 'succeeded', outputs: { recoveryInstanceIds: ids.toSorted() } });
    expect(end.kind === 'succeeded' && textsOf(end.outputs['sourceServerIds'])).toEqual(expect.arrayContaining(first));
    expect(callsOf('drs:ReverseReplication')).toBe(2);
  });

  it('[trap:drs-reversal-replaces-protection] refuses a drill instance, and a server that was not recovered', async () => {
    world = await openDrsWorld(aReturningEstate(NAMES.map((name) => aSourceServer({ name }))));
    const drill = await runStep(world, 'recover', aRecoverRequest(serverIds(NAMES)));
    const ids = drill.kind === 'succeeded' ? textsOf(drill.outputs['recoveryInstanceIds']) : [];
    expect((await validate('reverse-replication', reversal(ids))).map(({ code }) => code)).toEqual([
      'drill-instance',
      'drill-instance',
    ]);
    const unrecovered = aReturnRequest({
      params: { sourceServerIds: serverIds(NAMES) },
      resources: serverIds(NAMES).map((id) => ({ id })),
    });
    const end = await runStep(world, 'reverse-replication', unrecovered);
    expect(end).toMatchObject({ kind: 'failed', resources: [{ status: 'no-recovery-instance' }, {}] });
    expect(callsOf('drs:ReverseReplication')).toBe(0);
  });

  it('says beforehand that DRS is not initialized in the Region of origin', async () => {
    const { accounts, ...estate } = aReturningEstate(NAMES.map((name) => aSourceServer({ name })));
    const uninitialized = accounts.map((account) => ({
      ...account,
      ...(account.regions && { regions: account.regions.filter(({ region }) => region === TARGET.region) }),
    }));
    world = await openDrsWorld({ ...estate, accounts: uninitialized });
    const ids = instancesOf(await recoverForReal(world, NAMES));
    const found = await validate('reverse-replication', reversal(ids));
    expect(found.map(({ severity }) => severity)).toContain('error');
  });

  it('waits through throttling without asking twice', async () => {
    const ids = instancesOf(await open());
    world.simulator.control.setFault({ kind: 'throttled', operation: 'drs:ReverseReplication', count: 3 });
    expect((await runStep(world, 'reverse-replication', reversal(ids))).kind).toBe('succeeded');
    const reversed = world.simulator.control.writes().filter(({ operation }) => operation === 'drs:ReverseReplication');
    expect(reversed).toHaveLength(2);
  });

  it('fails what AWS will not reverse with its reason, and ends when it may not look', async () => {
    const ids = instancesOf(await open());
    const fault = { kind: 'refused', operation: 'drs:ReverseReplication', code: 'ValidationException' } as const;
    world.simulator.control.setFault({ ...fault, message: 'not this one', count: 1 });
    const end = await runStep(world, 'reverse-replication', reversal(ids));
    expect(reasonsOf(end)).toEqual([expect.stringContaining('not this one')]);
    const operation = 'drs:DescribeRecoveryInstances';
    world.simulator.control.setFault({
      kind: 'refused',
      operation,
      code: 'AccessDeniedException',
      message: 'not yours',
    });
    expect((await validate('reverse-replication', reversal(ids))).map(({ code }) => code)).toEqual([
      'drs-access-refused',
    ]);
    const blind = await runStep(world, 'reverse-replication', reversal(ids));
    expect(reasonsOf(blind)).toEqual(ids.map(() => expect.stringContaining('not yours')));
  });

  it('takes an unknown state of failback for neither success nor failure', async () => {
    const ids = instancesOf(await open());
    const stop = new AbortController();
    const run = runStep(world, 'reverse-replication', reversal(ids), {
      signal: stop.signal,
      aws: strangeFailback(world),
      onLook: ({ kind }) => {
        expect(kind).toBe('running');
        stop.abort(new Error('enough seen'));
      },
    });
    await expect(run).rejects.toThrow('enough seen');
    expect(callsOf('drs:ReverseReplication')).toBe(0);
  });
});

describe('launching for failback', () => {
  it('launches nothing that does not replicate back, and says what to do first', async () => {
    const ids = instancesOf(await open());
    expect((await validate('failback', failback(ids))).map(({ code, severity }) => [code, severity])).toEqual([
      ['not-reversed', 'warning'],
      ['not-reversed', 'warning'],
    ]);
    const end = await runStep(world, 'failback', failback(ids));
    expect(end.kind).toBe('failed');
    expect(reasonsOf(end)).toEqual(ids.map((id) => expect.stringContaining(id)));
    expect(launchCounts(world.simulator)).toEqual(Object.fromEntries(serverIds(NAMES).map((id) => [id, 1])));
  });

  it('launches in a retry what was not replicated back at first, and nothing twice', async () => {
    const ids = instancesOf(await open());
    const [early] = await reverseAll(world, ids.slice(0, 1));
    const first = await runStep(world, 'failback', failback(ids));
    if (first.kind !== 'failed') throw new TypeError(`the failback ended ${first.kind}`);
    await reverseAll(world, ids);
    const only = first.resources.flatMap(({ id, state }) => (state === 'succeeded' ? [] : [id]));
    const retry = failback(ids, { only, previous: first.resources });
    const end = await runStep(world, 'failback', retry, { attempt: 2 });
    expect(end).toMatchObject({ kind: 'succeeded', outputs: { instances: [{}, {}] } });
    expect(launchCounts(world.simulator)[early ?? '']).toBe(1);
  });

  it('refuses the source servers that protect its own Region', async () => {
    await open();
    const sourceServerIds = serverIds(NAMES);
    const request = aReturnRequest({ params: { sourceServerIds }, resources: sourceServerIds.map((id) => ({ id })) });
    expect((await validate('failback', request)).map(({ code, absolute }) => [code, absolute])).toEqual(
      NAMES.map(() => ['not-a-reversed-server', true]),
    );
    const end = await runStep(world, 'failback', request);
    expect(end.kind).toBe('failed');
    expect(Object.values(launchCounts(world.simulator))).toEqual([1, 1]);
  });

  it('waits while the Region of origin cannot say what replicates, and ends when it refuses', async () => {
    const ids = instancesOf(await open());
    await reverseAll(world, ids);
    const operation = 'drs:DescribeSourceServers';
    world.simulator.control.setFault({ kind: 'throttled', operation, count: 8 });
    expect((await runStep(world, 'failback', failback(ids, { mode: 'drill' }))).kind).toBe('succeeded');
    const fault = { kind: 'refused', operation, code: 'AccessDeniedException', message: 'not yours' } as const;
    world.simulator.control.setFault(fault);
    expect((await validate('failback', failback(ids))).map(({ code }) => code)).toEqual(['drs-access-refused']);
    const end = await runStep(world, 'failback', failback(ids, { stepId: stepId('other') }));
    expect(end).toMatchObject({ kind: 'failed', failure: { retryable: false } });
    expect(reasonsOf(end)).toEqual(ids.map(() => expect.stringContaining('not yours')));
  });

  it('asks for writes to be stopped first', async () => {
    const ids = instancesOf(await open());
    await reverseAll(world, ids);
    expect((await validate('failback', failback(ids))).map(({ code }) => code)).toContain('quiesce-first');
    const rehearsal = await validate('failback', failback(ids, { mode: 'drill' }));
    expect(rehearsal.map(({ code }) => code)).not.toContain('quiesce-first');
  });

  it('has a runbook that launches, protects again and cleans up in the order that loses nothing', () => {
    const commands = operationNamed(drsAdapter(), 'failback')
      .runbook(failback(['i-0123456789abcdef0']))
      .flatMap((instruction) => instruction.commands ?? [])
      .map((command) => /aws drs ([a-z-]+) .*--region (\S+)/.exec(command)?.slice(1).join(' in '));
    const order = ['start-recovery', 'reverse-replication', 'stop-replication'].map(
      (name) => `${name} in ${ORIGIN.region}`,
    );
    const steps = [
      ...order,
      `terminate-recovery-instances in ${TARGET.region}`,
      `delete-source-server in ${ORIGIN.region}`,
    ];
    expect(commands.filter((command) => steps.includes(command ?? ''))).toEqual(steps);
  });
});

/** Clients to which DRS answers a state of failback that no documentation names. */
function strangeFailback(of: DrsWorld): ReturnType<DrsWorld['clients']> {
  const aws = of.clients();
  return {
    ...aws,
    client: <Client>(kind: AwsClientKind<Client>, target: Target): Client => {
      const client = aws.client(kind, target) as Client & { send(...args: unknown[]): Promise<{ items?: object[] }> };
      const send = async (...args: unknown[]) => {
        const answer = await client.send(...args);
        return {
          ...answer,
          items: answer.items?.map((item) => ({ ...item, failback: { state: 'FAILBACK_DREAMING' } })),
        };
      };
      return Object.assign(Object.create(client) as Client & object, { send });
    },
  };
}
