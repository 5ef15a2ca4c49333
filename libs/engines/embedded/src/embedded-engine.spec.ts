import { describe, expect, it } from '@jest/globals';
import { gateId, silentLog, type ExecutionId, type Log } from '@breakwater/core';
import { anActor, aRecoveryPlan, aStep, aWave } from '@breakwater/core/testing';
import {
  fakeWorld,
  JOB_SECONDS,
  Lifeline,
  playProcess,
  type FakeWorld,
  type StoresDecorator,
} from '@breakwater/application/testing';
import type { StartExecution } from '@breakwater/application';
import { embeddedEngine } from './embedded-engine.ts';

const by = anActor();
const approver = anActor({ subject: 'local:bo' });
const recover = (id: string) => aStep({ id, params: { sourceServerIds: [`s-${id}`] } });
const wait = (id: string, minutes: number) => ({ id, technology: 'built-in', operation: 'wait', params: { minutes } });

/** Two chains that have nothing to do with each other. */
const twoChains = () => {
  const { order: _order, ...plan } = aRecoveryPlan({
    waves: [
      aWave({ id: 'a1', dependsOn: [], steps: [recover('a1')] }),
      aWave({ id: 'a2', dependsOn: ['a1'], steps: [recover('a2')] }),
      aWave({ id: 'b1', dependsOn: [], steps: [wait('b1', 60)] }),
      aWave({ id: 'b2', dependsOn: ['b1'], steps: [recover('b2')] }),
    ],
  });
  return plan;
};

function process(world: FakeWorld, name = 'first', decorate?: StoresDecorator) {
  const errors: string[] = [];
  const log: Log = { ...silentLog, error: (_fields, message) => errors.push(message), child: () => log };
  const { application, deps } = playProcess(world, name, new Lifeline(), decorate);
  const engine = embeddedEngine({ host: application.host, executions: deps.executions, clock: world.clock, log });
  application.attach(engine);
  return {
    application,
    engine,
    errors,
    start: async (input: Partial<StartExecution> = {}): Promise<ExecutionId> => {
      const started = await application.startExecution({ plan: world.plan.name, mode: 'drill', ...input }, by);
      if (!started.ok) throw new Error(started.error.message);
      return started.value.executionId;
    },
    report: async (id: ExecutionId) => {
      const shown = await application.showExecution(id);
      if (shown === undefined) throw new Error(`there is no ${id}`);
      return shown.report;
    },
  };
}

const stepsOf = (report: Awaited<ReturnType<ReturnType<typeof process>['report']>>) =>
  Object.fromEntries(report.waves.flatMap(({ steps }) => steps.map(({ id, status }) => [id, status])));

describe('the embedded engine', () => {
  it('runs independent chains without a barrier between them', async () => {
    const world = await fakeWorld(twoChains());
    const { engine, start, report } = process(world);
    const id = await start();
    await world.clock.advance(3 * JOB_SECONDS);
    expect(stepsOf(await report(id))).toEqual({ a1: 'succeeded', a2: 'succeeded', b1: 'running', b2: 'pending' });
    await world.clock.drive(engine.settled(id));
    expect((await report(id)).execution).toMatchObject({ status: 'completed', outcome: 'clean' });
  });

  it('waits at an approval, and goes on in the turn in which it is given', async () => {
    const world = await fakeWorld(
      aRecoveryPlan({
        waves: [
          aWave({ id: 'one', steps: [recover('one')] }),
          aWave({ id: 'two', approval: { from: [{ role: 'recovery-manager', count: 1 }] }, steps: [recover('two')] }),
        ],
      }),
    );
    const { application, engine, start, report } = process(world);
    const id = await start({ mode: 'recovery', confirm: 'payments', incident: 'INC-1', reason: 'dark' });
    await world.clock.advance(3600);
    expect(stepsOf(await report(id))).toEqual({ one: 'succeeded', two: 'pending' });
    await application.resolveGate(id, gateId('approval.two'), { action: 'approve' }, approver);
    await world.clock.advance(0);
    expect(stepsOf(await report(id))).toMatchObject({ two: 'running' });
    await world.clock.drive(engine.settled(id));
    expect((await report(id)).execution.status).toBe('completed');
  });

  it('hears of an answer that another process stored', async () => {
    const world = await fakeWorld(
      aRecoveryPlan({
        waves: [
          aWave({
            approval: { modes: ['drill'], from: [{ role: 'recovery-manager', count: 1 }] },
            steps: [recover('one')],
          }),
        ],
      }),
    );
    const { engine, start, report } = process(world);
    const id = await start();
    await world.clock.advance(60);
    const other = process(world, 'other');
    await other.application.resolveGate(id, gateId('approval.apps'), { action: 'approve' }, approver);
    await world.clock.drive(engine.settled(id));
    expect((await report(id)).execution.status).toBe('completed');
  });

  it('starts nothing after a cancel, and follows what runs to its end', async () => {
    const world = await fakeWorld(twoChains());
    const { application, engine, start, report } = process(world);
    const id = await start();
    await world.clock.advance(JOB_SECONDS / 2);
    await application.cancelExecution(id, by, 'enough');
    await world.clock.drive(engine.settled(id));
    const ended = await report(id);
    expect(ended.execution.status).toBe('cancelled');
    expect(stepsOf(ended)).toEqual({ a1: 'succeeded', a2: 'not-run', b1: 'succeeded', b2: 'not-run' });
  });

  it('ends what validation rejects', async () => {
    const world = await fakeWorld(twoChains(), []);
    const { engine, start, report } = process(world);
    const id = await start();
    await world.clock.drive(engine.settled(id));
    expect((await report(id)).execution.status).toBe('rejected');
  });

  it('starts an execution once, however often it is told to', async () => {
    const world = await fakeWorld(twoChains());
    const { engine, start } = process(world);
    const id = await start();
    await Promise.all([engine.start(id, 1), engine.start(id, 1)]);
    await world.clock.drive(engine.settled(id));
    expect(world.cloud.launches.map(({ server }) => server)).toEqual(['s-a1', 's-a2', 's-b2']);
  });

  it('lets go when it is stopped, takes nothing new, and another process goes on', async () => {
    const world = await fakeWorld(twoChains());
    const first = process(world);
    const id = await first.start();
    await world.clock.advance(JOB_SECONDS / 2);
    await first.engine.stop();
    await expect(first.engine.start(id, 1)).rejects.toThrow('stopping');
    await first.engine.settled(id);
    const second = process(world, 'second');
    expect(await second.engine.resumeUnfinished()).toBe(1);
    await world.clock.drive(second.engine.settled(id));
    expect((await second.report(id)).execution.status).toBe('completed');
    expect(world.cloud.launches).toHaveLength(3);
    expect(await process(world, 'third').engine.resumeUnfinished()).toBe(0);
  });

  it('goes on with more unfinished executions than a page of the list holds', async () => {
    const world = await fakeWorld(twoChains());
    const idle = playProcess(world, 'idle', new Lifeline()).application;
    idle.attach({ ...process(world, 'idle').engine, start: async () => undefined });
    for (let count = 0; count < 201; count += 1) await idle.startExecution({ plan: 'payments', mode: 'drill' }, by);
    const { engine } = process(world);
    expect(await engine.resumeUnfinished()).toBe(201);
    await engine.stop();
  });
});

describe('a fault of the store', () => {
  /** Fails the n-th append of a kind, and every one until the count is used up. */
  const failing =
    (name: 'journal' | 'commit', event: string, times: number): StoresDecorator =>
    (stores) => {
      let left = times;
      const strike = (found: boolean) => {
        if (!found || left === 0) return;
        left -= 1;
        throw new Error('the disk is full');
      };
      return {
        ...stores,
        journal: {
          read: (step) => stores.journal.read(step),
          append: async (step, epoch, entry) => {
            strike(name === 'journal' && entry.kind === event && step.stepId === 'a1');
            return stores.journal.append(step, epoch, entry);
          },
        },
        executions: {
          read: (id, after) => stores.executions.read(id, after),
          list: (filter) => stores.executions.list(filter),
          append: async (id, version, events, head) => {
            strike(name === 'commit' && events.some(({ type }) => type === event));
            return stores.executions.append(id, version, events, head);
          },
        },
      };
    };

  it.each([
    ['journal', 'intent'],
    ['journal', 'checkpoint'],
    ['journal', 'progress'],
    ['commit', 'execution-prepared'],
    ['commit', 'step-started'],
    ['commit', 'step-ended'],
    ['commit', 'execution-ended'],
  ] as const)(
    'at the %s of %s is told, and the work taken up again without doing anything twice',
    async (name, event) => {
      const world = await fakeWorld(twoChains());
      const { engine, errors, start, report } = process(world, 'first', failing(name, event, 2));
      const id = await start();
      await world.clock.drive(engine.settled(id));
      expect((await report(id)).execution).toMatchObject({ status: 'completed', outcome: 'clean' });
      expect(world.cloud.launches.map(({ server }) => server)).toEqual(['s-a1', 's-a2', 's-b2']);
      expect(errors).toHaveLength(2);
    },
  );

  it('holds up only the step that met it', async () => {
    const world = await fakeWorld(twoChains());
    const { start, report } = process(world, 'first', failing('journal', 'intent', Number.POSITIVE_INFINITY));
    const id = await start();
    await world.clock.advance(61 * 60 + 2 * JOB_SECONDS);
    expect(stepsOf(await report(id))).toEqual({ a1: 'running', a2: 'pending', b1: 'succeeded', b2: 'succeeded' });
  });
});
