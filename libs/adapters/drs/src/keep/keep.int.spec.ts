import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StartRecoveryCommand } from '@aws-sdk/client-drs';
import { DRS_WRITES } from '@breakwater/aws';
import { executionId, stepId, type Json, type Observation } from '@breakwater/core';
import { anEstate, aSourceServer } from '@breakwater/simulator/testing';
import {
  aKeepRequest,
  aRecoverRequest,
  aReturnRequest,
  contextFor,
  drillServers,
  dyingClients,
  EXECUTION,
  KEEPER,
  launchCounts,
  machinesOf,
  openDrsWorld,
  operationNamed,
  recoverForReal,
  runStep,
  serverIds,
  validateStep,
  type Death,
  type DrsWorld,
} from '../../testing/index.ts';
import { drsAdapter } from '../adapter.ts';
import { refusalOf } from '../reverse/item.ts';
import { EXPIRES_TAG, KEPT_TAG } from '../tags.ts';

const KEEP = 'keep-recovery-instances';
const TERMINATE = 'terminate-recovery-instances';
const NAMES = ['app-1', 'app-2'];
const ALL_DEATHS_MILLISECONDS = 120_000;

const open = () => openDrsWorld(anEstate({ servers: NAMES.map((name) => aSourceServer({ name })) }));

let world: DrsWorld;
beforeEach(async () => {
  world = await open();
});
afterEach(() => world.close());

/** What counts about each instance. */
const marksOf = (ids: readonly string[], of = world) =>
  machinesOf(of, ids).map(({ id, state, tags, terminationProtected }) => ({
    id,
    state,
    keptBy: tags[KEPT_TAG],
    expires: EXPIRES_TAG in tags,
    terminationProtected,
  }));
const kept = (ids: readonly string[], keptBy: string = KEEPER) =>
  ids.map((id) => ({ id, state: 'running', keptBy, expires: false, terminationProtected: true }));
const untouched = (ids: readonly string[]) =>
  ids.map((id) => ({ id, state: 'running', keptBy: undefined, expires: true, terminationProtected: false }));
const terminationOf = (recoveryInstanceIds: readonly string[], more: object = {}) =>
  aRecoverRequest([], {
    executionId: executionId('cleanup-000001'),
    stepId: stepId('clean-up'),
    mode: 'cleanup',
    params: { recoveryInstanceIds: [...recoveryInstanceIds], ofExecution: EXECUTION, ...more },
    resources: [],
  });
const outcomes = (end: Observation) =>
  end.kind === 'running' ? [] : end.resources.map(({ id, state, status }) => ({ id, state, status }));
const writesSince = (before: number) => world.simulator.control.writes().slice(before);

describe("keeping a drill's instances", () => {
  it('protects them, says by whom they are kept, and takes their expiry off; the others keep theirs', async () => {
    const { recoveryInstanceIds } = await drillServers(world, NAMES);
    const [first = '', second = ''] = recoveryInstanceIds;
    expect(marksOf(recoveryInstanceIds)).toEqual(untouched(recoveryInstanceIds));
    const end = await runStep(world, KEEP, aKeepRequest([first]));
    expect(end).toMatchObject({
      kind: 'succeeded',
      outputs: { recoveryInstanceIds: [first], instanceIds: [first] },
      resources: [
        {
          ...{ id: first, state: 'succeeded', status: 'kept' },
          facts: { recoveryInstanceId: first, instanceId: first, keptBy: KEEPER },
        },
      ],
    });
    expect(marksOf(recoveryInstanceIds)).toEqual(
      [...kept([first]), ...untouched([second])].toSorted((one, other) => (one.id < other.id ? -1 : 1)),
    );
  });

  it('changes nothing about what is kept already, and leaves it to whoever kept it first', async () => {
    const { recoveryInstanceIds: ids } = await drillServers(world, NAMES);
    await runStep(world, KEEP, aKeepRequest(ids));
    const before = world.simulator.control.writes().length;
    const again = aKeepRequest(ids, { executionId: executionId('keep-000002') });
    expect(await runStep(world, KEEP, again)).toMatchObject({ kind: 'succeeded' });
    expect(writesSince(before)).toEqual([]);
    expect(marksOf(ids)).toEqual(kept(ids));
  });

  it('takes an expiry off that was left on what is kept', async () => {
    const { recoveryInstanceIds: ids } = await drillServers(world, NAMES);
    world.simulator.control.setFault({ kind: 'refused', operation: 'ec2:DeleteTags', code: 'UnauthorizedOperation' });
    const end = await runStep(world, KEEP, aKeepRequest(ids));
    expect(end).toMatchObject({ kind: 'failed', failure: { code: 'drs-refused' } });
    expect(marksOf(ids).map(({ keptBy, expires }) => ({ keptBy, expires }))).toContainEqual({
      keptBy: KEEPER,
      expires: true,
    });
    world.simulator.control.clearFaults();
    expect(await runStep(world, KEEP, aKeepRequest(ids))).toMatchObject({ kind: 'succeeded' });
    expect(marksOf(ids)).toEqual(kept(ids));
  });

  it('knows them by the tags of their job when a lost worker did not tag them', async () => {
    world.simulator.control.setFault({ kind: 'refused', operation: 'ec2:CreateTags', code: 'UnauthorizedOperation' });
    const { recoveryInstanceIds: ids } = await drillServers(world, NAMES);
    world.simulator.control.clearFaults();
    expect(await runStep(world, KEEP, aKeepRequest(ids))).toMatchObject({ kind: 'succeeded' });
    expect(marksOf(ids)).toEqual(kept(ids));
  });

  it('keeps the others when one is gone, warns of that before, and says so at its end', async () => {
    const { recoveryInstanceIds } = await drillServers(world, NAMES);
    const [gone = '', left = ''] = recoveryInstanceIds;
    await runStep(world, TERMINATE, terminationOf([gone]));
    const request = aKeepRequest(recoveryInstanceIds);
    expect(await validateStep(world, KEEP, request)).toEqual([
      expect.objectContaining({ code: 'instance-gone', severity: 'warning', resource: gone }),
    ]);
    const end = await runStep(world, KEEP, request);
    expect(end).toMatchObject({ kind: 'failed', failure: { code: 'not-kept' }, outputs: { instanceIds: [left] } });
    expect(outcomes(end)).toContainEqual({ id: gone, state: 'failed', status: 'instance-gone' });
    expect(marksOf([left])).toEqual(kept([left]));
  });

  it("leaves another execution's instances alone", async () => {
    const { recoveryInstanceIds: ids } = await drillServers(world, NAMES);
    const params = { recoveryInstanceIds: ids, ofExecution: 'drill-000009' };
    const before = world.simulator.control.writes().length;
    const request = aKeepRequest(ids, { params });
    expect(await validateStep(world, KEEP, request)).toMatchObject(
      ids.map(() => ({ code: 'not-of-the-execution', severity: 'error', absolute: true })),
    );
    expect(await runStep(world, KEEP, request)).toMatchObject({ kind: 'failed' });
    expect(writesSince(before)).toEqual([]);
    expect(marksOf(ids)).toEqual(untouched(ids));
  });

  it('ends when the account refuses to be asked, and says why', async () => {
    const { recoveryInstanceIds: ids } = await drillServers(world, NAMES);
    const refused = { kind: 'refused', code: 'UnauthorizedOperation', httpStatus: 403 };
    world.simulator.control.setFault({ ...refused, operation: 'ec2:DescribeInstances' });
    const request = aKeepRequest(ids);
    expect(await validateStep(world, KEEP, request)).toMatchObject([{ code: 'drs-access-refused', absolute: true }]);
    expect(await runStep(world, KEEP, request)).toMatchObject({ kind: 'failed', failure: { code: 'drs-refused' } });
  });

  it.each(['before', 'after'] as const)(
    'keeps them though its worker dies %s any of its calls took effect, and is never kept without protection',
    async (effect) => {
      const { recoveryInstanceIds: ids } = await drillServers(world, NAMES);
      const whole = dyingClients(world.clients(KEEPER), new AbortController());
      await runStep(world, KEEP, aKeepRequest(ids), { aws: whole.clients });
      expect(whole.calls).toEqual(
        expect.arrayContaining(['ec2:ModifyInstanceAttribute', 'ec2:CreateTags', 'ec2:DeleteTags']),
      );
      for (const callIndex of whole.calls.keys()) {
        const other = await open();
        const drill = await drillServers(other, NAMES);
        const death: Death = { callIndex, effect };
        const stop = new AbortController();
        const journal: Json[] = [];
        const { clients } = dyingClients(other.clients(KEEPER), stop, death);
        const request = aKeepRequest(drill.recoveryInstanceIds);
        await runStep(other, KEEP, request, { aws: clients, signal: stop.signal, journal }).catch(() => undefined);
        const half = marksOf(drill.recoveryInstanceIds, other);
        expect(
          half.filter(({ keptBy, terminationProtected }) => keptBy !== undefined && !terminationProtected),
        ).toEqual([]);
        expect(half.filter(({ keptBy, expires }) => keptBy === undefined && !expires)).toEqual([]);
        const end = await runStep(other, KEEP, request, { resumed: true, journal });
        expect({
          call: whole.calls[callIndex],
          end: end.kind,
          marks: marksOf(drill.recoveryInstanceIds, other),
        }).toEqual({ call: whole.calls[callIndex], end: 'succeeded', marks: kept(drill.recoveryInstanceIds) });
        await other.close();
      }
    },
    ALL_DEATHS_MILLISECONDS,
  );

  it('is named by a drill for what it launched, and by a real recovery for nothing', async () => {
    const { request, trace, recoveryInstanceIds } = await drillServers(world, NAMES);
    const recover = operationNamed(drsAdapter(), 'recover');
    expect(recover.keep?.(request, trace)).toEqual([
      {
        operation: KEEP,
        params: { recoveryInstanceIds, ofExecution: EXECUTION, sourceServerIds: serverIds(NAMES) },
        description: 'keep 2 drill instances for real',
      },
    ]);
    expect(recover.keep?.(request, { ...trace, resources: [] })).toEqual([]);
    expect(recover.keep?.({ ...request, mode: 'recovery' }, trace)).toEqual([]);
  });

  it('holds the instances and their servers, so that nothing else takes them meanwhile', () => {
    const held = (operation: string, params: object) =>
      operationNamed(drsAdapter(), operation).holds?.({ ofExecution: EXECUTION, ...params });
    const recoveryInstanceIds = ['i-1'];
    expect(held(KEEP, { recoveryInstanceIds, sourceServerIds: ['s-1'] })).toEqual([{ id: 'i-1' }, { id: 's-1' }]);
    expect(held(KEEP, { recoveryInstanceIds })).toEqual([{ id: 'i-1' }]);
    expect(held(TERMINATE, { recoveryInstanceIds })).toEqual([{ id: 'i-1' }]);
    expect(held(TERMINATE, {})).toEqual([]);
  });

  it('tells a person how to do it, in the order that is safe', () => {
    const ids = ['i-0123456789abcdef0', 'i-0123456789abcdef1'];
    const commands = operationNamed(drsAdapter(), KEEP)
      .runbook(aKeepRequest(ids))
      .flatMap((instruction) => instruction.commands ?? []);
    const tag = `[{"Key":"breakwater:kept-by","Value":"${KEEPER}"}]`;
    expect(commands.slice(1, 5)).toEqual([
      `aws ec2 modify-instance-attribute --instance-id ${ids[0]} --disable-api-termination --region us-west-2`,
      `aws ec2 modify-instance-attribute --instance-id ${ids[1]} --disable-api-termination --region us-west-2`,
      `aws ec2 create-tags --resources ${ids.join(' ')} --tags '${tag}' --region us-west-2`,
      `aws ec2 delete-tags --resources ${ids.join(' ')} --tags Key=breakwater:expires-at --region us-west-2`,
    ]);
  });
});

describe('a kept instance', () => {
  const drilledAndKept = async () => {
    const { recoveryInstanceIds: ids } = await drillServers(world, NAMES);
    const [first = '', second = ''] = ids;
    await runStep(world, KEEP, aKeepRequest([first]));
    return { first, second, ids };
  };

  it.each([
    ['named one by one', (ids: readonly string[]) => terminationOf(ids)],
    ['all that the drill launched', () => ({ ...terminationOf([]), params: { ofExecution: EXECUTION } })],
  ])('stays when the rest of its drill is cleaned up, %s, and the step says so', async (_, requestFor) => {
    const { first, second, ids } = await drilledAndKept();
    const request = requestFor(ids);
    expect(await validateStep(world, TERMINATE, request)).toEqual([
      expect.objectContaining({ code: 'instance-kept', severity: 'info', resource: first }),
    ]);
    const end = await runStep(world, TERMINATE, request);
    expect(end).toMatchObject({
      kind: 'succeeded',
      outputs: { recoveryInstanceIds: [second], keptInstanceIds: [first] },
      findings: [expect.objectContaining({ code: 'instance-kept', message: expect.stringContaining(KEEPER) })],
    });
    expect(outcomes(end)).toContainEqual({ id: first, state: 'succeeded', status: 'kept' });
    expect(marksOf([first])).toEqual(kept([first]));
    expect(marksOf([second]).filter(({ state }) => state === 'running')).toEqual([]);
  });

  it('goes as a real recovery instance does: when real ones are included, its protection lifted first', async () => {
    const { first, ids } = await drilledAndKept();
    const end = await runStep(world, TERMINATE, terminationOf(ids, { includeReal: true }));
    expect(end).toMatchObject({ kind: 'succeeded', outputs: { recoveryInstanceIds: ids, keptInstanceIds: [] } });
    expect(marksOf([first]).filter(({ state }) => state === 'running')).toEqual([]);
  });

  it.each(['drill', 'recovery'] as const)(
    '[trap:drs-drill-flag-stays] is live: a %s of its source server is refused, though DRS calls it a drill’s',
    async (mode) => {
      const { first, ids } = await drilledAndKept();
      const state = world.simulator.control.state().places.flatMap(({ recoveryInstances }) => recoveryInstances);
      expect(state.find(({ recoveryInstanceID: id }) => id === first)).toMatchObject({ isDrill: true });
      const over = { mode, executionId: executionId('later-000001') };
      const request = aRecoverRequest(serverIds(NAMES), over);
      const findings = await validateStep(world, 'recover', request);
      expect(findings.filter(({ code }) => code === 'live-recovery-instance')).toMatchObject([
        { severity: 'error', absolute: true, message: expect.stringContaining(`execution ${KEEPER} keeps for real`) },
      ]);
      expect(findings.find(({ code }) => code === 'drill-instances-replaced')?.message).toMatch(/^1 drill instances/);
      const before = launchCounts(world.simulator);
      const end = await runStep(world, 'recover', request);
      expect(outcomes(end).filter(({ status }) => status === 'live-recovery-instance')).toHaveLength(1);
      expect(marksOf([first])).toEqual(kept([first]));
      const launches = Object.entries(launchCounts(world.simulator)).filter(([id, count]) => count !== before[id]);
      expect(launches).toHaveLength(1);
      expect(ids).toHaveLength(2);
    },
  );

  it('survives a launch by somebody who does not look, by its protection', async () => {
    const { first, second } = await drilledAndKept();
    const { target } = aRecoverRequest([]);
    const sourceServers = serverIds(NAMES).map((sourceServerID) => ({ sourceServerID }));
    const command = new StartRecoveryCommand({ isDrill: true, sourceServers });
    await world.clients().client(DRS_WRITES, target).send(command);
    await world.clock.advance(7_200);
    expect(marksOf([first])).toEqual(kept([first]));
    expect(marksOf([second]).filter(({ state }) => state === 'running')).toEqual([]);
  });

  it('can replicate back, as a real recovery instance can; a drill instance can not', async () => {
    const { first, ids } = await drilledAndKept();
    const request = aReturnRequest({ stepId: stepId('return'), params: { recoveryInstanceIds: ids } });
    const findings = await validateStep(world, 'reverse-replication', request);
    expect(findings.filter(({ code }) => code === 'drill-instance').map(({ resource }) => resource)).toEqual(
      ids.filter((id) => id !== first),
    );
    expect(refusalOf(first, undefined)).toMatchObject({ status: 'no-recovery-instance' });
  });
});

describe('what was recovered for real', () => {
  it('is kept without an expiry to take off, when somebody asks for it all the same', async () => {
    const { trace } = await recoverForReal(world, NAMES);
    const ids = trace.resources.flatMap(({ facts }) => {
      const id = facts?.['recoveryInstanceId'];
      return typeof id === 'string' ? [id] : [];
    });
    const context = contextFor(world, aKeepRequest(ids));
    expect(await world.clock.drive(operationNamed(drsAdapter(), KEEP).validate(aKeepRequest(ids), context))).toEqual(
      [],
    );
    expect(await runStep(world, KEEP, aKeepRequest(ids))).toMatchObject({ kind: 'succeeded' });
    expect(marksOf(ids)).toEqual(kept(ids.toSorted()));
  });
});
