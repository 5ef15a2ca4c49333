import { describe, expect, it } from '@jest/globals';
import {
  estimateHistory,
  MAX_HISTORY_EVENTS,
  MAX_PAYLOAD_BYTES,
  MOST_RETRIES_OF_A_TASK,
  stageId,
  stepId,
} from '@breakwater/core';
import {
  aMachine,
  definitionFaults,
  playMachine,
  WorkerError,
  type Interfere,
  type PlayedEvent,
  type PlayedStage,
} from '../../testing/index.ts';
import { masterStateMachine, UnsoundStateMachineError, WORKER_ERRORS } from '../index.ts';

const names = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const stage = (id: string, after: readonly string[] = [], steps: readonly string[] = [`${id}-step`]): PlayedStage => ({
  id,
  after,
  steps,
});
/** A chain of so many stages, in the order in which they run. */
const chain = (prefix: string, count: number): PlayedStage[] =>
  names(count, prefix).map((id, index) => stage(id, index === 0 ? [] : [`${prefix}${index - 1}`]));

/** Interferes with one activity, in turn; then leaves it alone. */
const inTurn = (activity: string, ...answers: readonly (() => Promise<unknown>)[]): Interfere => {
  const left = [...answers];
  return (of) => (of === activity ? left.shift()?.() : undefined);
};
const failing = (error: string) => async () => {
  throw new WorkerError(error);
};

/** The events that AWS would write, children's histories added to their parent's. */
const AWS_EVENTS: Partial<Record<string, number>> = {
  ExecutionStarted: 1,
  ExecutionSucceeded: 1,
  MapIterationStarted: 1,
  MapIterationSucceeded: 1,
  StateRetried: 3,
};
function historyLength(events: readonly PlayedEvent[]): number {
  return events.reduce((sum, event) => sum + (AWS_EVENTS[event.type] ?? stateEvents(event)), 0);
}
function stateEvents(event: PlayedEvent): number {
  if (event.type === 'StateEntered') return { Task: 3, Map: 2 }[event.state.type as string] ?? 1;
  if (event.type === 'StateExited') return { Task: 2, Map: 2 }[event.state.type as string] ?? 1;
  return 0;
}

describe('the definition', () => {
  it.each([[1], [2], [12]])('is valid with %d technologies', (count) => {
    const definition: unknown = JSON.parse(JSON.stringify(aMachine(names(count, 'technology-'))));
    expect(definitionFaults(definition)).toBeUndefined();
  });

  it('holds an activity of every technology, and those around the wave controller', () => {
    const json = JSON.stringify(aMachine(['drs', 'manual']));
    expect(
      [...new Set([...json.matchAll(/:activity:breakwater-test-([a-z-]+)/g)].map(([, name]) => name))].sort(),
    ).toEqual(['adapter-drs', 'adapter-manual', 'close', 'finish', 'gate', 'prepare']);
  });

  it('beats more often than it times out, and retries no superseded engine', () => {
    const tasks = [
      ...JSON.stringify(aMachine()).matchAll(/"TimeoutSeconds":(\d+),"HeartbeatSeconds":(\d+),"Retry":(\[.*?\}\])/g),
    ];
    expect(tasks.length).toBeGreaterThan(10);
    for (const [, timeout, heartbeat, retry] of tasks) {
      expect(Number(heartbeat)).toBeLessThan(Number(timeout));
      expect(retry).not.toContain(WORKER_ERRORS.superseded);
    }
  });

  it('is not built without technologies, nor with a heartbeat that comes after the time-out', () => {
    expect(() => aMachine([])).toThrow(UnsoundStateMachineError);
    const timings = { close: { heartbeatSeconds: 60, timeoutSeconds: 60 } };
    expect(() =>
      masterStateMachine({ environment: 'test', technologies: ['drs'], activityArn: (name) => name, timings }),
    ).toThrow(/heartbeat of 60 s, which is not shorter than its time-out of 60 s/);
  });
});

describe('an execution', () => {
  it('prepares, runs stages in the order in which they open, closes each, and finishes', async () => {
    const { execution, log } = playMachine([stage('two', ['one'], ['c']), stage('one', [], ['a', 'b'])]);
    expect(await execution.output).toEqual({});
    expect(log).toEqual(['open one', 'run a', 'run b', 'close one', 'open two', 'run c', 'close two', 'finish']);
  });

  it('ends at once when there is nothing to run', async () => {
    const { execution, tasks } = playMachine(
      [stage('one')],
      inTurn('prepare', async () => ({ verdict: 'ended' })),
    );
    expect(await execution.output).toEqual({});
    expect(tasks.map(({ activity }) => activity)).toEqual(['prepare']);
  });

  it('closes a stage that never opens without running its steps', async () => {
    const { execution, log } = playMachine(
      [stage('one')],
      inTurn('gate', async () => ({ verdict: 'closed' })),
    );
    await execution.output;
    expect(log).toEqual(['close one', 'finish']);
  });

  it('passes on identifiers alone', async () => {
    const { execution, tasks } = playMachine(
      [stage('one', [], ['a'])],
      inTurn('adapter-drs', async () => ({ verdict: 'gate', gateId: 'gate-a' })),
    );
    await execution.output;
    const held = { executionId: 'drill-1', engineEpoch: 1 };
    expect(tasks).toEqual([
      { activity: 'prepare', input: held },
      { activity: 'gate', input: { ...held, kind: 'stage', stageId: 'one' } },
      { activity: 'adapter-drs', input: { ...held, stepId: 'a', technology: 'drs' } },
      { activity: 'gate', input: { ...held, kind: 'step', stepId: 'a', gateId: 'gate-a' } },
      { activity: 'adapter-drs', input: { ...held, stepId: 'a', technology: 'drs' } },
      { activity: 'close', input: { ...held, stageId: 'one' } },
      { activity: 'finish', input: held },
    ]);
  });

  it('names the technology and the step that it has no activity for', async () => {
    const { execution } = playMachine([stage('one', [], ['a'])], undefined, ['database']);
    await expect(execution.output).rejects.toMatchObject({
      error: 'Breakwater.UnknownTechnology',
      cause: expect.stringMatching(/^step a is of technology drs, .* deploy it with that technology$/),
    });
  });

  it('fails on an answer that it does not know', async () => {
    const { execution } = playMachine(
      [stage('one')],
      inTurn('adapter-drs', async () => ({ verdict: 'perhaps' })),
    );
    await expect(execution.output).rejects.toMatchObject({ error: 'Breakwater.UnexpectedAnswer' });
  });
});

describe('time in an execution', () => {
  it('has no barrier between two chains: the short one ends before the long one has begun', async () => {
    const start = Promise.withResolvers<void>();
    const { execution, log } = playMachine(
      [...chain('long-', 3), ...chain('short-', 5)],
      (activity, { stageId: id }) =>
        activity === 'gate' && id === 'long-0' ? start.promise.then(() => undefined) : undefined,
    );
    await until(() => log.includes('close short-4'));
    expect(log.filter((entry) => entry.includes('long'))).toEqual([]);
    start.resolve();
    await execution.output;
    expect(log.at(-1)).toBe('finish');
  });

  it('holds up nothing while a step waits for a person', async () => {
    const answer = Promise.withResolvers<unknown>();
    const { execution, log } = playMachine([stage('one', [], ['a', 'b']), ...chain('other-', 3)], (activity, input) => {
      if (activity === 'adapter-drs' && input.stepId === 'a' && !log.includes('answered'))
        return Promise.resolve({ verdict: 'gate', gateId: 'decide-a' });
      return input.kind === 'step' ? answer.promise : undefined;
    });
    await until(() => log.includes('close other-2'));
    expect(log).toContain('run b');
    expect(log).not.toContain('close one');
    (log as string[]).push('answered');
    answer.resolve({ verdict: 'answered' });
    await execution.output;
    expect(log.slice(log.indexOf('answered'))).toEqual(['answered', 'run a', 'close one', 'finish']);
  });

  it('runs 60 stages that are listed in reverse order', async () => {
    const { execution, log } = playMachine(chain('w', 60).toReversed());
    await execution.output;
    expect(log.filter((entry) => entry.startsWith('close'))).toEqual(names(60, 'close w'));
  });

  it('starves no stage while 59 wait for people', async () => {
    const answers = Promise.withResolvers<void>();
    const { execution, log } = playMachine(
      names(60, 'w').map((id) => stage(id)),
      (activity, { stageId: id }) =>
        activity === 'gate' && id !== 'w59' ? answers.promise.then(() => undefined) : undefined,
    );
    await until(() => log.includes('close w59'));
    expect(log).toEqual(['open w59', 'run w59-step', 'close w59']);
    answers.resolve();
    await execution.output;
    expect(log).toHaveLength(60 * 3 + 1);
  });

  it('runs a stage of 2,000 steps at once, within the limits of payloads and histories', async () => {
    const many = names(2_000, 'step-');
    const all = Promise.withResolvers<void>();
    let running = 0;
    const { execution, log, events } = playMachine([stage('one', [], many)], (activity) => {
      if (activity !== 'adapter-drs') return undefined;
      running += 1;
      if (running === many.length) all.resolve();
      return all.promise.then(() => undefined);
    });
    await execution.output;
    expect(new Set(log.filter((entry) => entry.startsWith('run'))).size).toBe(2_000);
    const payloads = (await events).flatMap((event) => ('state' in event ? [JSON.stringify(event.state).length] : []));
    expect(Math.max(...payloads)).toBeLessThan(MAX_PAYLOAD_BYTES);
    const ofChildren = (await events).filter((event) => JSON.stringify(event).includes('distributed, stage inline'));
    expect(historyLength(ofChildren) / 2_000).toBeLessThan(20);
  });

  it('writes as many events as estimated', async () => {
    const stages = [stage('one', [], ['a', 'b']), stage('two', ['one'], ['c']), stage('three', ['one'], ['d'])];
    const { events } = playMachine(stages);
    const ids = stages.map(({ id, steps }) => ({ id: stageId(id), steps: steps.map((step) => stepId(step)) }));
    expect(historyLength(await events)).toBe(estimateHistory(ids).events);
  });
});

describe('a worker that is lost', () => {
  it.each([['States.HeartbeatTimeout'], ['States.Timeout'], [WORKER_ERRORS.letGo], [WORKER_ERRORS.fault]])(
    'is replaced after %s, whatever it did',
    async (error) => {
      for (const activity of ['prepare', 'gate', 'adapter-drs', 'close', 'finish']) {
        const { execution, log } = playMachine([stage('one')], inTurn(activity, failing(error), failing(error)));
        await execution.output;
        expect(log).toEqual(['open one', 'run one-step', 'close one', 'finish']);
      }
    },
  );

  it('is not replaced for ever, so that no history grows full', async () => {
    const { execution, tasks, events } = playMachine([stage('one'), stage('two')], (activity) =>
      activity === 'close' ? failing(WORKER_ERRORS.fault)() : undefined,
    );
    await expect(execution.output).rejects.toMatchObject({ error: WORKER_ERRORS.fault });
    const closing = tasks.filter(({ activity, input }) => activity === 'close' && input.stageId === 'one');
    expect(closing).toHaveLength(1 + MOST_RETRIES_OF_A_TASK);
    expect(historyLength(await events)).toBeLessThan(MAX_HISTORY_EVENTS);
  });

  it('is not replaced when it reports something else: that is a bug', async () => {
    const { execution, tasks } = playMachine([stage('one')], inTurn('finish', failing('TypeError')));
    await expect(execution.output).rejects.toMatchObject({ error: 'TypeError' });
    expect(tasks.filter(({ activity }) => activity === 'finish')).toHaveLength(1);
  });
});

describe('an engine that was superseded', () => {
  const superseded = failing(WORKER_ERRORS.superseded);

  it.each([['prepare'], ['gate'], ['adapter-drs'], ['close'], ['finish']])(
    'ends its machine in a state of its own when %s is told, and asks no further',
    async (activity) => {
      const { execution, tasks, events } = playMachine([stage('one')], inTurn(activity, superseded));
      await expect(execution.output).rejects.toMatchObject({ error: WORKER_ERRORS.superseded });
      expect(tasks.at(-1)?.activity).toBe(activity);
      const entered = (await events).flatMap((event) => (event.type === 'StateEntered' ? [event.state.name] : []));
      expect(entered.at(-1)).toBe('Superseded');
    },
  );

  it('ends at once although other stages wait for people', async () => {
    const { execution } = playMachine([stage('one'), stage('two')], (activity, { stageId: id }) => {
      if (activity !== 'gate') return undefined;
      return id === 'one' ? superseded() : new Promise(() => undefined);
    });
    await expect(execution.output).rejects.toMatchObject({ error: WORKER_ERRORS.superseded });
  });

  it('ends too when its stages or steps are executions of their own', async () => {
    for (const [stages, activity] of [
      [names(41, 'w').map((id) => stage(id)), 'close'],
      [[stage('one', [], names(41, 's'))], 'adapter-drs'],
    ] as const) {
      const { execution } = playMachine(stages, (of) =>
        of === activity || of === 'finish' || of === 'close' ? superseded() : undefined,
      );
      await expect(execution.output).rejects.toMatchObject({ error: WORKER_ERRORS.superseded });
    }
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000; turn += 1) {
    if (holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it did not come to that');
}
