import { describe, expect, it } from '@jest/globals';
import { gateId, silentLog, type ExecutionEvent, type ExecutionId, type Log } from '@breakwater/core';
import { anActor, aRecoveryPlan, aStep, aWave } from '@breakwater/core/testing';
import {
  fakeWorld,
  JOB_SECONDS,
  LEASE_SECONDS,
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

function process(world: FakeWorld, name = 'first', decorate?: StoresDecorator, engineName = 'embedded') {
  const errors: string[] = [];
  const infos: string[] = [];
  const log: Log = {
    ...silentLog,
    error: (_fields, message) => errors.push(message),
    info: (_fields, message) => infos.push(message),
    child: () => log,
  };
  const { application, deps } = playProcess(world, name, new Lifeline(), decorate);
  const engine = embeddedEngine({
    name: engineName,
    host: application.host,
    executions: deps.executions,
    clock: world.clock,
    log,
  });
  application.attach(engine);
  return {
    application,
    engine,
    errors,
    infos,
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

describe('an execution that was taken over', () => {
  /** Two engines on one store; the first has an execution in which its first job runs. */
  async function twoEngines() {
    const world = await fakeWorld(twoChains());
    const first = process(world, 'first', undefined, 'engine-east');
    const second = process(world, 'second', undefined, 'engine-west');
    const id = await first.start();
    await world.clock.advance(JOB_SECONDS / 2);
    return { world, first, second, id };
  }
  const WHY = 'us-east-1 is dark';

  it('is let go of quietly by the engine that had it, and run to its end by the other, with nothing done twice', async () => {
    const { world, first, second, id } = await twoEngines();
    await second.application.takeOver(id, by, WHY);
    await world.clock.drive(Promise.all([first.engine.settled(id), second.engine.settled(id)]));
    const ended = await second.report(id);
    expect(ended.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
    expect(world.cloud.launches.map(({ server }) => server)).toEqual(['s-a1', 's-a2', 's-b2']);
    expect(first.errors).toEqual([]);
    expect(first.infos).toEqual(['an execution was taken over and is let go of']);
    expect(await first.engine.resumeUnfinished()).toBe(0);
  });

  it('is let go of as a whole, also where nothing looks for hours', async () => {
    const { world, first, second, id } = await twoEngines();
    await second.application.takeOver(id, by, WHY);
    await second.engine.stop();
    let isLetGo = false;
    void first.engine.settled(id).then(() => (isLetGo = true));
    await world.clock.advance(LEASE_SECONDS / 2);
    expect(isLetGo).toBe(true);
    expect((await first.report(id)).execution.status).toBe('running');
  });

  it('is let go of by an engine that only waits for a person', async () => {
    const approval = { modes: ['drill' as const], from: [{ role: 'recovery-manager' as const, count: 1 }] };
    const world = await fakeWorld(aRecoveryPlan({ waves: [aWave({ approval, steps: [recover('one')] })] }));
    const first = process(world, 'first', undefined, 'engine-east');
    const second = process(world, 'second', undefined, 'engine-west');
    const id = await first.start();
    await world.clock.advance(60);
    await second.application.takeOver(id, by, WHY);
    await world.clock.drive(first.engine.settled(id));
    await first.application.resolveGate(id, gateId('approval.apps'), { action: 'approve' }, approver);
    await world.clock.drive(second.engine.settled(id));
    expect((await second.report(id)).execution.status).toBe('completed');
    expect(first.errors).toEqual([]);
  });

  it('is left alone by others that start up, and gone on with by the engine that has it', async () => {
    const { world, first, second, id } = await twoEngines();
    await second.application.takeOver(id, by, WHY);
    await Promise.all([first.engine.stop(), second.engine.stop()]);
    expect(await process(world, 'third', undefined, 'engine-east').engine.resumeUnfinished()).toBe(0);
    const fourth = process(world, 'fourth', undefined, 'engine-west');
    expect(await fourth.engine.resumeUnfinished()).toBe(1);
    await world.clock.drive(fourth.engine.settled(id));
    expect((await fourth.report(id)).execution.status).toBe('completed');
    expect(world.cloud.launches).toHaveLength(3);
  });

  it('by the engine that has it is run anew in the same process, and the older run comes to nothing', async () => {
    const { world, first, id } = await twoEngines();
    await first.application.takeOver(id, by, 'it looks stuck');
    await first.engine.start(id, 1);
    await world.clock.drive(first.engine.settled(id));
    expect((await first.report(id)).execution).toMatchObject({ status: 'completed', outcome: 'clean' });
    expect(world.cloud.launches).toHaveLength(3);
    expect(first.errors).toEqual([]);
    const history = (await first.application.executionHistory(id)) ?? [];
    const workers = history.flatMap(({ events }) => events).filter(({ type }) => type === 'step-taken-over');
    expect(workers).toHaveLength(2);
  });
});

describe('an execution that is older than engine names', () => {
  it('is gone on with by the embedded engine that finds it', async () => {
    const world = await fakeWorld(twoChains());
    const nameless: StoresDecorator = (stores) => ({
      ...stores,
      executions: {
        read: (id, after) => stores.executions.read(id, after),
        list: (filter) => stores.executions.list(filter),
        append: (id, version, events, head) => stores.executions.append(id, version, events.map(withoutEngine), head),
      },
    });
    const old = process(world, 'old', nameless);
    const id = await old.start();
    await world.clock.advance(JOB_SECONDS / 2);
    await old.engine.stop();
    const upgraded = process(world, 'upgraded');
    expect(await upgraded.application.host.engineOf(id)).toEqual({ name: null, epoch: 1 });
    expect(await upgraded.engine.resumeUnfinished()).toBe(1);
    await world.clock.drive(upgraded.engine.settled(id));
    expect((await upgraded.report(id)).execution.status).toBe('completed');
  });

  function withoutEngine(event: ExecutionEvent): ExecutionEvent {
    if (event.type !== 'execution-requested') return event;
    const { engine: _engine, epoch: _epoch, ...old } = event;
    return old;
  }
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
