import { describe, expect, it } from '@jest/globals';
import { stepId, SYSTEM_ACTOR, type ExecutionId, type Operation, type RecoveryPlan } from '@breakwater/core';
import { anActor, aRecoveryPlan, aStep, aWave } from '@breakwater/core/testing';
import { changedOperations, fakeWorld, runToEnd, soloHost, type FakeWorld } from '../../testing/index.ts';

const HOUR = 3600;

/** Says of each launched server which instance it made, so that the report knows what exists. */
const makesInstances = (operation: Operation): Partial<Operation> => ({
  async monitor(...call) {
    const seen = await operation.monitor(...call);
    if (seen.kind !== 'succeeded') return seen;
    const resources = seen.resources.map((one) => ({ ...one, facts: { recoveryInstanceId: `i-${one.id}` } }));
    return { ...seen, resources };
  },
});

/** A host with a drill that has ended. */
async function drilled(over: Partial<RecoveryPlan> = {}, recover = makesInstances) {
  const world = await fakeWorld(aRecoveryPlan(over));
  const solo = (name: string) => soloHost(world, { name, over: changedOperations(world, { recover }) });
  const host = solo('first');
  const id = await host.begin();
  await runToEnd(world, host, id);
  return { world, host, id, another: () => solo('second') };
}

const cleanups = async ({ stores }: FakeWorld): Promise<readonly ExecutionId[]> =>
  (await stores.executions.list({ limit: 200 })).heads
    .filter(({ mode }) => mode === 'cleanup')
    .map(({ executionId }) => executionId);

describe('the sweep of drills', () => {
  it('cleans up what an expired drill left, as the system, and once', async () => {
    const { world, host, id, another } = await drilled();
    await world.clock.advance(24 * HOUR - 1);
    expect(await host.application.sweepDrills()).toEqual([]);
    await world.clock.advance(1);
    const [[first], [second]] = [await host.application.sweepDrills(), await another().application.sweepDrills()];
    expect(second ?? first).toBe(first);
    expect(await host.application.sweepDrills()).toEqual([]);
    expect(await cleanups(world)).toEqual([first]);
    if (first === undefined) throw new Error('no clean-up was started');
    expect(await host.state(first)).toMatchObject({
      requestedBy: SYSTEM_ACTOR,
      request: { mode: 'cleanup', of: id, planVersion: 1 },
    });
    await host.application.host.prepare(first, new AbortController().signal);
    await runToEnd(world, host, first);
    expect(await host.state(first)).toMatchObject({ kind: 'ended', status: 'completed' });
  });

  it('starts one clean-up when two processes look at the same moment', async () => {
    const { world, host, another } = await drilled();
    await world.clock.advance(25 * HOUR);
    await Promise.all([host.application.sweepDrills(), another().application.sweepDrills()]);
    expect(await cleanups(world)).toHaveLength(1);
  });

  it('leaves alone a drill that left nothing, one that somebody cleans up, and a plan that says none', async () => {
    const nothing = await drilled({}, () => ({}));
    const optedOut = await drilled({ cleanup: 'none' });
    const byHand = await drilled();
    const started = await byHand.host.application.startExecution(
      { plan: 'payments', mode: 'cleanup', of: byHand.id },
      anActor(),
    );
    expect(started.ok).toBe(true);
    for (const { world, host } of [nothing, optedOut, byHand]) {
      await world.clock.advance(48 * HOUR);
      expect(await host.application.sweepDrills()).toEqual([]);
    }
    expect(await cleanups(byHand.world)).toHaveLength(1);
  });

  it('never touches a recovery, nor a drill that still runs', async () => {
    const { world, host } = await drilled({}, () => ({}));
    const running = await host.begin();
    const recovery = { mode: 'recovery', confirm: 'payments', incident: 'INC-1', reason: 'dark' } as const;
    await host.application.cancelExecution(running, anActor(), 'the next test');
    await host.application.host.finish(running);
    await runToEnd(world, host, await host.begin(recovery));
    await host.begin();
    await world.clock.advance(48 * HOUR);
    expect(await host.application.sweepDrills()).toEqual([]);
  });
});

describe('the sweep of a drill of which somebody keeps something', () => {
  const TWO = ['s-00000000000000001', 's-00000000000000002'];
  const waves = [
    aWave({
      id: 'servers',
      steps: ['one', 'two'].map((id, index) => aStep({ id, params: { sourceServerIds: [TWO[index] ?? ''] } })),
    }),
  ];

  /** A host with a drill of two steps that has ended, long ago. */
  async function expired(keep: Partial<Operation> = {}) {
    const world = await fakeWorld(aRecoveryPlan({ waves }), TWO);
    const over = changedOperations(world, {
      recover: makesInstances,
      terminate: makesInstances,
      keep: (operation) => ({ ...makesInstances(operation), ...keep }),
    });
    const host = soloHost(world, { over });
    const id = await host.begin();
    await runToEnd(world, host, id);
    const asked = { mode: 'keep', of: id, reason: 'us-east-1 is dark' } as const;
    const keepSteps = async (...steps: readonly string[]) => {
      const begun = await host.begin({ ...asked, ...(steps.length > 0 && { steps: steps.map(stepId) }) });
      if ((await host.state(begun)).kind === 'running') await runToEnd(world, host, begun);
      return begun;
    };
    return { world, host, id, asked, keepSteps };
  }

  it('cleans up the rest once, and what is kept stays beyond its expiry', async () => {
    const { world, host, keepSteps } = await expired();
    await keepSteps('one');
    await world.clock.advance(48 * HOUR);
    const [cleanup, ...more] = await host.application.sweepDrills();
    if (cleanup === undefined) throw new Error('no clean-up was started');
    await host.application.host.prepare(cleanup, new AbortController().signal);
    await runToEnd(world, host, cleanup);
    expect((await host.application.showExecution(cleanup))?.report.exists).toMatchObject([
      { id: `i-${TWO[0]}`, kept: true },
    ]);
    expect([...world.cloud.kept]).toEqual([TWO[0]]);
    expect([more, await host.application.sweepDrills()]).toEqual([[], []]);
  });

  it('starts nothing where all of it is kept, however often it looks', async () => {
    const { world, host, keepSteps } = await expired();
    await keepSteps();
    await world.clock.advance(48 * HOUR);
    for (let look = 0; look < 3; look += 1) expect(await host.application.sweepDrills()).toEqual([]);
    expect(await cleanups(world)).toEqual([]);
  });

  it('waits while a keep is under way, and goes on when it is over', async () => {
    const { world, host, asked } = await expired();
    const keep = await host.begin({ ...asked, steps: [stepId('one')] });
    await world.clock.advance(48 * HOUR);
    expect(await host.application.sweepDrills()).toEqual([]);
    await runToEnd(world, host, keep);
    expect(await host.application.sweepDrills()).toHaveLength(1);
  });

  it('leaves the drill to people while a keep has failed, until one of the same steps succeeds', async () => {
    let isBroken = true;
    const validate: Operation['validate'] = async () =>
      isBroken ? [{ id: 'x', code: 'x', severity: 'error', absolute: true, message: 'no access' }] : [];
    const { world, host, keepSteps } = await expired({ validate });
    const rejected = await keepSteps('one');
    expect(await host.state(rejected)).toMatchObject({ kind: 'rejected' });
    await world.clock.advance(48 * HOUR);
    expect([await host.application.sweepDrills(), await host.application.sweepDrills()]).toEqual([[], []]);
    isBroken = false;
    await keepSteps('one');
    expect(await host.application.sweepDrills()).toHaveLength(1);
  });
});
