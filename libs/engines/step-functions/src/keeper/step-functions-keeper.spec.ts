import { describe, expect, it } from '@jest/globals';
import { gateId, silentLog, type ExecutionId, type Log } from '@breakwater/core';
import { anActor, aRecoveryPlan, aStep, aWave } from '@breakwater/core/testing';
import { fakeWorld, JOB_SECONDS, Lifeline, soloHost } from '@breakwater/application/testing';
import { startHubProcess, STATE_MACHINE_ARN } from '../../testing/hub-process.ts';
import { hubWorld, smallPlan, type HubWorld } from '../../testing/hub-world.ts';
import { waitSeconds } from './watch-machines.ts';

const by = anActor();
const approver = anActor({ subject: 'local:bo' });
const HOUR = 3_600;

const withApproval = (over: object = {}) =>
  aRecoveryPlan({
    waves: [
      aWave({
        id: 'one',
        approval: { modes: ['drill'], from: [{ role: 'recovery-manager', count: 1 }], ...over },
        steps: [aStep({ id: 'one', params: { sourceServerIds: ['s-one'] } })],
      }),
    ],
  });

async function aHub(plan = smallPlan()) {
  const world = await hubWorld(await fakeWorld(plan));
  const told: string[] = [];
  const log: Log = { ...silentLog, error: (_facts, message) => told.push(message), child: () => log };
  const process = (name: string) => startHubProcess(world, name, new Lifeline(), { log });
  return { world, told, process };
}

async function started({ application }: ReturnType<typeof startHubProcess>): Promise<ExecutionId> {
  const answer = await application.startExecution({ plan: 'payments', mode: 'drill' }, by);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value.executionId;
}

const statusOf = async ({ application }: ReturnType<typeof startHubProcess>, id: ExecutionId) =>
  (await application.showExecution(id))?.report.execution.status;
const runsOf = ({ service }: HubWorld) => [...service.runs.values()].map(({ name, status }) => `${name} ${status}`);

describe('a parked call', () => {
  it('is kept alive for as long as people take', async () => {
    const { world, process } = await aHub(withApproval());
    const hub = process('first');
    const id = await started(hub);
    await world.clock.advance(3 * HOUR);
    await hub.application.resolveGate(id, gateId('approval.one'), { action: 'approve' }, approver);
    await world.clock.advance(2 * JOB_SECONDS);
    expect(await statusOf(hub, id)).toBe('completed');
    const gateCalls = world.service.activities.tasks.filter(({ activity }) => activity.endsWith('-gate'));
    expect(gateCalls).toHaveLength(1);
  });

  it('is forgotten when it is over for AWS', async () => {
    const { world, process } = await aHub(withApproval());
    const id = await started(process('first'));
    await world.clock.advance(60);
    expect((await world.tokens.list()).tokens).toHaveLength(1);
    world.service.stopRun(`${id}-e1`);
    const [before] = (await world.tokens.list()).tokens;
    await world.clock.advance(60);
    expect((await world.tokens.list()).tokens).not.toContainEqual(before);
  });

  it('is woken soon when its gate was answered by a process that could not', async () => {
    const { world, process } = await aHub(withApproval());
    const hub = process('first');
    const id = await started(hub);
    await world.clock.advance(60);
    const claim = world.tokens.claim.bind(world.tokens);
    world.tokens.claim = () => Promise.reject(new Error('throttled'));
    await hub.application.resolveGate(id, gateId('approval.one'), { action: 'approve' }, approver);
    world.tokens.claim = claim;
    await world.clock.advance(20 + JOB_SECONDS + 30);
    expect(await statusOf(hub, id)).toBe('completed');
  });
});

describe('keeping', () => {
  it('is done by one process at a time, and by another when that one dies', async () => {
    const { world, process } = await aHub();
    const lifeline = new Lifeline({ kind: 'crash', at: 30 });
    const first = startHubProcess(world, 'first', lifeline);
    await world.clock.advance(1);
    const second = process('second');
    await world.clock.advance(20);
    expect([first.keeper.isKeeping, second.keeper.isKeeping]).toEqual([true, false]);
    await world.clock.drive(lifeline.struck);
    await world.clock.advance(45);
    expect(second.keeper.isKeeping).toBe(true);
  });

  it('is handed on at once by a process that stops', async () => {
    const { world, process } = await aHub();
    const first = process('first');
    await world.clock.advance(1);
    await world.clock.drive(first.stop());
    expect(first.keeper.isKeeping).toBe(false);
    const second = process('second');
    await world.clock.advance(1);
    expect(second.keeper.isKeeping).toBe(true);
  });

  it('records a time limit at its moment', async () => {
    const { world, process } = await aHub(withApproval({ timeoutMinutes: 30, onTimeout: 'reject' }));
    const hub = process('first');
    const id = await started(hub);
    await world.clock.advance(HOUR);
    const gate = await hub.application.showGate(id, gateId('approval.one'));
    expect(gate).toMatchObject({ status: 'closed', verdict: 'rejected' });
    const late = Date.parse(gate?.closedAt ?? '') - Date.parse(gate?.openedAt ?? '') - 30 * 60_000;
    expect(late).toBeLessThanOrEqual(1_000);
    expect(runsOf(world)).toEqual([`${id}-e1 SUCCEEDED`]);
  });
});

describe('an unfinished execution', () => {
  it('is started when it is in the store and its start was lost', async () => {
    const { world, process } = await aHub();
    const id = await soloHost(world, { engine: STATE_MACHINE_ARN }).begin();
    const hub = process('first');
    await world.clock.advance(2 * JOB_SECONDS);
    expect(await statusOf(hub, id)).toBe('completed');
    expect(runsOf(world)).toEqual([`${id}-e1 SUCCEEDED`]);
  });

  it('of another engine is left alone', async () => {
    const { world, process } = await aHub();
    const id = await soloHost(world, { engine: 'embedded' }).begin();
    const hub = process('first');
    await world.clock.advance(HOUR);
    expect([await statusOf(hub, id), runsOf(world)]).toEqual(['running', []]);
  });

  it('goes on at a new epoch when its run was ended, and that is told loudly', async () => {
    const { world, told, process } = await aHub();
    const hub = process('first');
    const id = await started(hub);
    await world.clock.advance(JOB_SECONDS / 2);
    world.service.stopRun(`${id}-e1`);
    await world.clock.advance(3 * JOB_SECONDS);
    expect(await statusOf(hub, id)).toBe('completed');
    expect(runsOf(world)).toEqual([`${id}-e1 ABORTED`, `${id}-e2 SUCCEEDED`]);
    expect(world.launches()).toHaveLength(1);
    expect(told).toEqual([expect.stringMatching(/a state machine ended before its execution did/)]);
  });

  it('is started again when the state machine was deleted with all its runs', async () => {
    const { world, process } = await aHub();
    const hub = process('first');
    const id = await started(hub);
    await world.clock.advance(JOB_SECONDS / 2);
    world.service.redeploy();
    await world.clock.advance(3 * JOB_SECONDS);
    expect([await statusOf(hub, id), runsOf(world)]).toEqual(['completed', [`${id}-e1 SUCCEEDED`]]);
    expect(world.launches()).toHaveLength(1);
  });

  it('is left to a run that is alive, however long nothing happens', async () => {
    const { world, process } = await aHub(withApproval());
    const id = await started(process('first'));
    await world.clock.advance(2 * HOUR);
    expect(runsOf(world)).toEqual([`${id}-e1 RUNNING`]);
  });

  it('is not taken from somebody who was quicker', async () => {
    const { world, told, process } = await aHub(withApproval());
    const hub = process('first');
    const id = await started(hub);
    await world.clock.advance(31);
    world.service.stopRun(`${id}-e1`);
    const other = soloHost(world, { name: 'other', engine: 'embedded' });
    await other.application.takeOver(id, by, 'us-west-2 is dark');
    await world.clock.advance(HOUR);
    expect(await hub.application.host.engineOf(id)).toEqual({ name: 'embedded', epoch: 2 });
    expect(told).toEqual([]);
  });

  it('whose runs end over and over is given new ones less and less often', async () => {
    expect([1, 2, 3, 4, 8, 9, 50].map(waitSeconds)).toEqual([0, 30, 60, 120, 1800, 1800, 1800]);
    const { world, process } = await aHub(withApproval());
    const id = await started(process('first'));
    for (let minutes = 0; minutes < 60; minutes += 1) {
      for (const name of world.service.runs.keys()) world.service.stopRun(name);
      await world.clock.advance(60);
    }
    expect(runsOf(world).length).toBeLessThan(9);
    expect(await statusOf(process('second'), id)).toBe('waiting');
  });
});
