import { describe, expect, it } from '@jest/globals';
import {
  adapterRegistry,
  defineAdapter,
  leaseKey,
  silentLog,
  stepId,
  type Finding,
  type Leases,
  type Log,
  type Operation,
  type PlanStep,
} from '@breakwater/core';
import { anActor, anOperation, aRecoveryPlan, aStep, aWave } from '@breakwater/core/testing';
import {
  fakeAdapter,
  fakeWorld,
  LEASE_SECONDS,
  leaseIgnored,
  soloHost,
  stepOf,
  type FakeWorld,
  type SoloHost,
  type SoloHostOptions,
} from '../../testing/index.ts';
import { builtInAdapter } from '../index.ts';

const SERVER = 's-00000000000000001';

/** The worker believes that it renews, and the store never hears of it. */
const deafTo = (leases: Leases): Leases => ({
  read: (key) => leases.read(key),
  claim: (...words) => leases.claim(...words),
  renew: async (lease) => lease,
  release: (lease) => leases.release(lease),
});
const by = anActor();

/** A world with one step, `servers`, and a host that has validated its drill. */
async function begun(step: Partial<PlanStep> = {}, options: SoloHostOptions = {}) {
  const world = await fakeWorld(aRecoveryPlan({ waves: [aWave({ steps: [aStep(step)] })] }), [SERVER]);
  const host = soloHost(world, options);
  const id = await host.begin();
  return { world, host, id, step: async () => stepOf(await host.state(id), 'servers') };
}

/** The fake technology with an operation `recover` that is different. */
const withOperation = (
  world: () => FakeWorld,
  change: (recover: Operation) => Partial<Operation>,
): SoloHostOptions => ({
  over: () => {
    const { operations, ...adapter } = fakeAdapter(world().cloud);
    const [recover] = operations;
    if (recover === undefined) throw new Error('the fake adapter has no operation');
    return {
      adapters: adapterRegistry([defineAdapter({ ...adapter, operations: [{ ...recover, ...change(recover) }] })]),
    };
  },
});

async function begunWith(change: (recover: Operation) => Partial<Operation>, step: Partial<PlanStep> = {}) {
  const world = await fakeWorld(aRecoveryPlan({ waves: [aWave({ steps: [aStep(step)] })] }), [SERVER]);
  const host = soloHost(
    world,
    withOperation(() => world, change),
  );
  const id = await host.begin();
  return { world, host, id, step: async () => stepOf(await host.state(id), 'servers') };
}

describe('running a step', () => {
  it('writes the intent, launches, follows the job and records the end with the journal and the calls made', async () => {
    const { world, host, id, step } = await begun();
    expect(await host.runStep(id, 'servers')).toEqual({ kind: 'ended' });
    expect(await step()).toMatchObject({
      kind: 'succeeded',
      attempt: 1,
      result: { outputs: { jobId: 'job-1' }, exercised: true },
    });
    const journal = await world.stores.journal.read({ executionId: id, stepId: stepId('servers') });
    expect(journal.map(({ entry }) => entry.kind).slice(0, 3)).toEqual(['intent', 'checkpoint', 'progress']);
    const ends = (await world.stores.executions.read(id)).flatMap(({ events }) =>
      events.filter(({ type }) => type === 'step-ended'),
    );
    expect(ends).toMatchObject([
      { journalHash: journal.at(-1)?.hash, usage: { byOperation: { 'cloud:StartJob': 1 } } },
    ]);
    expect((await world.stores.leases.read(leaseKey({ executionId: id, stepId: stepId('servers') })))?.released).toBe(
      true,
    );
    expect(await host.runStep(id, 'servers')).toEqual({ kind: 'ended' });
    expect(world.cloud.launches).toHaveLength(1);
  });

  it('tells the adapter the key, the expiry of a drill and what it resumes', async () => {
    const seen: unknown[] = [];
    const { host, id } = await begunWith((recover) => ({
      start: (request, context) => {
        seen.push({
          key: context.key,
          attempt: context.attempt,
          resumed: context.resumed,
          expiresAt: context.expiresAt,
        });
        return recover.start(request, context);
      },
    }));
    await host.runStep(id, 'servers');
    expect(seen).toEqual([
      { key: `${id}/servers/1`, attempt: 1, resumed: false, expiresAt: '2026-01-02T00:00:00.000Z' },
    ]);
  });

  it('tries again by itself as often as the plan says, and only what failed', async () => {
    const { world, host, id, step } = await begun({ retry: { attempts: 2, backoffSeconds: 120 } });
    world.cloud.failLaunches(SERVER, 1);
    expect(await host.runStep(id, 'servers')).toEqual({ kind: 'ended' });
    expect(await step()).toMatchObject({ kind: 'succeeded', attempt: 2 });
    expect(world.cloud.launches.map(({ key }) => key)).toEqual([`${id}/servers/1`, `${id}/servers/2`]);
  });

  it('stops at a decision when it has failed for good, and goes on with the answer', async () => {
    const { world, host, id, step } = await begun();
    world.cloud.failLaunches(SERVER, 1);
    const verdict = await host.runStep(id, 'servers');
    expect(verdict).toEqual({ kind: 'gate', gateId: 'decision.servers.1' });
    if (verdict.kind !== 'gate') throw new Error('there is no gate');
    expect(await host.application.host.awaitGate(id, verdict.gateId)).toBeUndefined();
    const answered = await host.application.resolveGate(id, verdict.gateId, { action: 'retry', note: 'again' }, by);
    expect(answered).toMatchObject({ ok: true, value: { verdict: 'retry' } });
    expect(await host.application.host.awaitGate(id, verdict.gateId)).toBe('retry');
    expect(host.engine.opened).toContain('decision.servers.1');
    expect(await host.runStep(id, 'servers')).toEqual({ kind: 'ended' });
    expect(await step()).toMatchObject({ kind: 'succeeded', attempt: 2 });
  });

  it('does not start while the execution is paused, nor after it was cancelled', async () => {
    const { world, host, id, step } = await begun();
    await host.application.pauseExecution(id, by, 'wait');
    expect(await host.runStep(id, 'servers')).toEqual({ kind: 'gate', gateId: 'hold.1' });
    await host.application.resumeExecution(id, by);
    await host.application.cancelExecution(id, by, 'not today');
    expect(await host.runStep(id, 'servers')).toEqual({ kind: 'ended' });
    expect(await step()).toMatchObject({ kind: 'not-run', reason: 'cancelled' });
    expect(world.cloud.launches).toEqual([]);
  });

  it('lets go when it is told to, and another call adopts what was started', async () => {
    const { world, host, id, step } = await begun();
    const stop = new AbortController();
    const running = host.application.host.runStep(id, stepId('servers'), stop.signal);
    running.catch(() => undefined);
    await world.clock.advance(30);
    stop.abort(new Error('shutting down'));
    await expect(world.clock.drive(running)).rejects.toThrow('shutting down');
    expect(await step()).toMatchObject({ kind: 'running', epoch: 1 });
    await host.runStep(id, 'servers');
    expect(await step()).toMatchObject({ kind: 'succeeded', attempt: 1 });
    expect(world.cloud.launches).toHaveLength(1);
  });
});

describe('a step whose adapter misbehaves', () => {
  it('makes the same call again, as one that resumes, when it throws', async () => {
    const resumed: boolean[] = [];
    const { world, host, id, step } = await begunWith((recover) => ({
      async start(request, context) {
        resumed.push(context.resumed);
        const checkpoint = await recover.start(request, context);
        if (resumed.length === 1) throw new Error('the answer was lost');
        return checkpoint;
      },
    }));
    await host.runStep(id, 'servers');
    expect(resumed).toEqual([false, true]);
    expect(await step()).toMatchObject({ kind: 'succeeded' });
    expect(world.cloud.launches).toHaveLength(1);
  });

  it('gives up after ten calls in a row that failed', async () => {
    let looks = 0;
    const { host, id, step } = await begunWith(() => ({
      monitor: async () => {
        looks += 1;
        throw new Error('no route to host');
      },
    }));
    await host.runStep(id, 'servers');
    expect(looks).toBe(10);
    expect(await step()).toMatchObject({
      kind: 'deciding',
      failure: { code: 'adapter-failed', message: expect.stringContaining('no route to host') },
    });
  });

  it('ends it when its time is over, and says what was done by then', async () => {
    const running = {
      kind: 'running',
      progress: { done: 1, total: 3, unit: 'servers' },
      lookAgainInSeconds: 7,
    } as const;
    const { world, host, id, step } = await begunWith(() => ({ monitor: async () => running }), { timeoutMinutes: 30 });
    const before = Date.parse(world.clock.now());
    await host.runStep(id, 'servers');
    expect(await step()).toMatchObject({
      failure: { code: 'timed-out', message: expect.stringContaining('1 of 3 servers were done') },
    });
    expect((Date.parse(world.clock.now()) - before) / 60_000).toBeCloseTo(30, 0);
  });

  it('asks a person when an effect that cannot be recognised may have happened', async () => {
    const world = await fakeWorld(aRecoveryPlan(), [SERVER]);
    const options = withOperation(
      () => world,
      () => ({ adoptable: false, start: () => new Promise<never>(() => undefined) }),
    );
    const first = soloHost(world, options);
    const id = await first.begin();
    void first.application.host.runStep(id, stepId('servers'), new AbortController().signal);
    await world.clock.advance(1);
    const lease = await world.stores.leases.read(leaseKey({ executionId: id, stepId: stepId('servers') }));
    if (lease !== undefined) await world.stores.leases.release(lease);
    const second = soloHost(world, { ...options, name: 'second' });
    expect(await second.runStep(id, 'servers')).toMatchObject({ kind: 'gate' });
    expect(stepOf(await second.state(id), 'servers')).toMatchObject({ failure: { code: 'effect-unknown' } });
  });

  it('fails when the process has no such adapter', async () => {
    const { world, id } = await begun();
    const bare = soloHost(world, { name: 'bare', over: () => ({ adapters: adapterRegistry([builtInAdapter]) }) });
    expect(await bare.runStep(id, 'servers')).toMatchObject({ kind: 'gate' });
    expect(stepOf(await bare.state(id), 'servers')).toMatchObject({ failure: { code: 'adapter-missing' } });
  });
});

describe('a step that a drill only validates', () => {
  const finding = (severity: Finding['severity']): Finding => ({
    id: 'x',
    code: 'x',
    severity,
    absolute: false,
    message: 'no room',
  });
  const disruptive = (validate: Operation['validate']) => begunWith(() => ({ inDrill: () => 'disruptive', validate }));

  it('asks again when it was not answered, touches nothing and is not exercised', async () => {
    let calls = 0;
    const { world, host, id, step } = await disruptive(async () => {
      calls += 1;
      if (calls === 2) throw new Error('socket hang up');
      return [finding('warning')];
    });
    await host.runStep(id, 'servers');
    expect(await step()).toMatchObject({ kind: 'succeeded', result: { exercised: false, findings: [{ code: 'x' }] } });
    expect(calls).toBe(3);
    expect(world.cloud.launches).toEqual([]);
  });

  it('fails when the check finds an error, or cannot be made', async () => {
    let calls = 0;
    const found = await disruptive(async () => ((calls += 1) === 1 ? [] : [finding('error')]));
    await found.host.runStep(found.id, 'servers');
    expect(await found.step()).toMatchObject({ failure: { code: 'validation-failed', message: 'no room' } });
    let asked = 0;
    const unasked = await disruptive(async () => {
      if ((asked += 1) === 1) return [];
      throw new Error('no route to host');
    });
    await unasked.host.runStep(unasked.id, 'servers');
    expect(await unasked.step()).toMatchObject({ failure: { code: 'adapter-failed' } });
  });
});

describe('two workers on one step', () => {
  it('lets the second one wait, take over from a heartbeat that is lost, and refuses the end of the first', async () => {
    const world = await fakeWorld(aRecoveryPlan(), [SERVER]);
    const refusals: object[] = [];
    const log: Log = { ...silentLog, warn: (fields) => refusals.push(fields), child: () => log };
    const looksUntil = (held: Promise<void>, jobId: string) =>
      withOperation(
        () => world,
        () => ({
          async monitor() {
            await held;
            return { kind: 'succeeded', outputs: { jobId }, resources: [] };
          },
        }),
      );
    const [firstLook, secondLook] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const stale = looksUntil(firstLook.promise, 'stale');
    const first = soloHost(world, { over: (deps) => ({ ...stale.over?.(deps), log, leases: deafTo(deps.leases) }) });
    const second = soloHost(world, { ...looksUntil(secondLook.promise, 'fresh'), name: 'second' });
    const id = await first.begin();
    const run = (host: SoloHost) => host.application.host.runStep(id, stepId('servers'), new AbortController().signal);

    const firstRun = run(first);
    await world.clock.advance(1);
    const secondRun = run(second);
    await world.clock.advance(LEASE_SECONDS - 2);
    expect(stepOf(await second.state(id), 'servers')).toMatchObject({ kind: 'running', epoch: 1 });
    await world.clock.advance(4);
    expect(stepOf(await second.state(id), 'servers')).toMatchObject({ kind: 'running', epoch: 2 });

    firstLook.resolve();
    await world.clock.advance(1);
    expect(refusals).toEqual([{ refusal: 'step-epoch-stale' }]);
    expect(stepOf(await second.state(id), 'servers')).toMatchObject({ kind: 'running', epoch: 2 });
    secondLook.resolve();
    expect(await world.clock.drive(Promise.all([firstRun, secondRun]))).toEqual([{ kind: 'ended' }, { kind: 'ended' }]);
    expect(stepOf(await second.state(id), 'servers')).toMatchObject({
      kind: 'succeeded',
      result: { outputs: { jobId: 'fresh' } },
    });
    expect(world.cloud.launches).toHaveLength(1);
  });

  it('sends nothing to AWS any more when it wakes up too late, whatever the adapter does', async () => {
    const world = await fakeWorld(aRecoveryPlan(), [SERVER]);
    const { promise: stalled, resolve: wake } = Promise.withResolvers<void>();
    const host = soloHost(
      world,
      withOperation(
        () => world,
        (recover) => ({
          async start(request, context) {
            await stalled;
            return recover.start(request, context);
          },
        }),
      ),
    );
    host.deps.leases.renew = () => new Promise<never>(() => undefined);
    const id = await host.begin();
    const stop = new AbortController();
    const running = host.application.host.runStep(id, stepId('servers'), stop.signal);
    running.catch(() => undefined);
    await world.clock.advance(LEASE_SECONDS * 0.7);
    wake();
    await world.clock.advance(1);
    expect(world.cloud.launches).toEqual([]);
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });

  it('has a mutant that ignores leases act at once, beside a worker that lives', async () => {
    const world = await fakeWorld(aRecoveryPlan(), [SERVER]);
    const [first, second] = [
      soloHost(world, { decorate: leaseIgnored }),
      soloHost(world, { name: 'second', decorate: leaseIgnored }),
    ];
    const id = await first.begin();
    const firstRun = first.application.host.runStep(id, stepId('servers'), new AbortController().signal);
    await world.clock.advance(1);
    void second.application.host.runStep(id, stepId('servers'), new AbortController().signal);
    await world.clock.advance(1);
    expect(stepOf(await second.state(id), 'servers')).toMatchObject({ kind: 'running', epoch: 2 });
    await world.clock.drive(firstRun);
  });
});

describe('an operation of which nothing else is known', () => {
  it('is run as it is', async () => {
    const world = await fakeWorld(aRecoveryPlan(), [SERVER]);
    const adapters = adapterRegistry([
      defineAdapter({
        technology: 'drs',
        contractVersion: 1,
        operations: [anOperation()],
        resolve: async () => [{ id: SERVER }],
      }),
    ]);
    const host = soloHost(world, { over: () => ({ adapters }) });
    const id = await host.begin();
    expect(await host.runStep(id, 'servers')).toEqual({ kind: 'ended' });
  });
});
