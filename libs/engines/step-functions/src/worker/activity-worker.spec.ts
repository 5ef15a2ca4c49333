import { GetActivityTaskCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import { EngineSupersededError, silentLog } from '@breakwater/core';
import { anExecutionId, VirtualClock } from '@breakwater/core/testing';
import { FakeStepFunctions, type Wire } from '../../testing/index.ts';
import { StepTask } from '../messages.ts';
import { activityHandler, type ActivityHandler, type Handled } from './activity-handler.ts';
import { startActivityWorker, type ActivityWorkerOptions } from './activity-worker.ts';
import type { TaskEnd } from './worker-metrics.ts';

const ACTIVITY = 'breakwater-test-adapter-drs';
const HEARTBEAT_SECONDS = 90;
const INPUT = JSON.stringify({ executionId: 'drill-1', engineEpoch: 1, stepId: 'app', technology: 'drs' });
const ended: Handled = { kind: 'answer', output: { verdict: 'ended' } };

function aWorker(handle: ActivityHandler, over: Partial<ActivityWorkerOptions> = {}, wire?: Wire) {
  const clock = new VirtualClock();
  const service = new FakeStepFunctions(clock);
  const ends: TaskEnd[] = [];
  const counts: number[] = [];
  const polledAt: string[] = [];
  const worker = startActivityWorker({
    client: service.client(wire),
    polls: service.client(wire),
    activity: 'adapter-drs',
    activityArn: `arn:aws:states:us-west-2:111122223333:activity:${ACTIVITY}`,
    workerName: 'test',
    handle,
    pollerCount: 1,
    capacity: 2,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    wallClock: clock,
    random: () => 0.5,
    metrics: {
      polled: () => polledAt.push(clock.now()),
      taken: () => undefined,
      running: (_activity, count) => counts.push(count),
      ended: (_activity, how) => ends.push(how),
    },
    log: silentLog,
    ...over,
  });
  const machine = new AbortController();
  const schedule = (input = INPUT) =>
    service.activities.schedule(ACTIVITY, input, { heartbeatSeconds: HEARTBEAT_SECONDS, signal: machine.signal });
  return { clock, service, worker, ends, counts, polledAt, schedule };
}

/** Runs until it is let go of. */
const untilAborted: ActivityHandler = (_input, { signal }) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

describe('a worker', () => {
  it('answers the tasks of its activity', async () => {
    const { clock, schedule, ends, counts } = aWorker(async () => ended);
    expect(await clock.drive(schedule())).toEqual({ kind: 'succeeded', output: '{"verdict":"ended"}' });
    await clock.advance(0);
    expect([ends, counts]).toEqual([['answered'], [1, 0]]);
  });

  it('tells when it last heard of an answer to a poll', async () => {
    const { clock, worker } = aWorker(async () => ended);
    await clock.advance(59);
    expect(worker.lastPolledAt).toBeUndefined();
    await clock.advance(62);
    expect(worker.lastPolledAt).toBe('2026-01-01T00:02:00.000Z');
  });

  it.each([
    ['no JSON', '{', /it is no JSON/],
    ['not what the handler knows', '{"executionId":"drill-1","password":"hunter2"}', /engineEpoch/],
  ])('says of a task that is %s what is wrong, and repeats none of it', async (_what, input, message) => {
    const handle = activityHandler('adapter-drs', StepTask, async () => ended);
    const { clock, schedule } = aWorker(handle);
    const outcome = await clock.drive(schedule(input));
    expect(outcome).toMatchObject({ kind: 'failed', error: 'Breakwater.WorkerFault' });
    expect(JSON.stringify(outcome)).toMatch(/UnreadableTaskError: a task of adapter-drs cannot be read/);
    expect(JSON.stringify(outcome)).toMatch(message);
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
  });

  it('polls for nothing while all its places are taken, and again when one is free', async () => {
    const done: (() => void)[] = [];
    const { clock, service, worker, schedule } = aWorker(
      () => new Promise((resolve) => done.push(() => resolve(ended))),
      { capacity: 2, pollerCount: 5 },
    );
    const outcomes = [schedule(), schedule(), schedule()];
    await clock.advance(1);
    expect([worker.runningCount, service.activities.openPolls(ACTIVITY)]).toEqual([2, 0]);
    done[0]?.();
    await clock.advance(1);
    expect(worker.runningCount).toBe(2);
    for (const finish of done) finish();
    await clock.drive(Promise.all(outcomes));
    await clock.advance(1);
    expect([worker.runningCount, service.activities.openPolls(ACTIVITY)]).toEqual([0, 2]);
  });

  it('has a place free again for a call that is left open', async () => {
    const { clock, worker, ends, schedule } = aWorker(async () => ({ kind: 'left-open' }), { capacity: 1 });
    void schedule();
    void schedule();
    await clock.advance(1);
    expect([worker.runningCount, ends]).toEqual([0, ['left-open', 'left-open']]);
  });
});

describe('the heartbeats of a worker', () => {
  it('keep a task for as long as it is worked on', async () => {
    const { clock, schedule } = aWorker(async (_input, { signal }) => {
      await clock.sleep(40 * HEARTBEAT_SECONDS, signal);
      return ended;
    });
    expect(await clock.drive(schedule())).toMatchObject({ kind: 'succeeded' });
  });

  it('tell the handler to let go of a task that is over, and nothing is answered', async () => {
    const { clock, service, ends, schedule, worker } = aWorker(untilAborted);
    void schedule();
    await clock.advance(HEARTBEAT_SECONDS);
    const [task] = service.activities.tasks;
    service.activities.end(task?.token ?? '', { kind: 'failed', error: 'States.Timeout', cause: '' });
    await clock.advance(HEARTBEAT_SECONDS / 4);
    expect([worker.runningCount, ends, service.ends.size]).toEqual([0, ['over'], 0]);
  });

  it('are sent again when one is not heard', async () => {
    let left = 3;
    const lossy: Wire = (call, send) => {
      if (call === 'SendTaskHeartbeatCommand' && left-- > 0) return Promise.reject(new Error('socket hang up'));
      return send();
    };
    const handle: ActivityHandler = async (_input, { signal }) => {
      await clock.sleep(4 * HEARTBEAT_SECONDS, signal);
      return ended;
    };
    const { clock, schedule } = aWorker(handle, {}, lossy);
    expect(await clock.drive(schedule())).toMatchObject({ kind: 'succeeded' });
    expect(left).toBeLessThan(0);
  });
});

describe('the answer of a worker', () => {
  const failing = (times: number, error: Error): Wire => {
    let left = times;
    return (call, send) => (call === SendTaskSuccessCommand.name && left-- > 0 ? Promise.reject(error) : send());
  };

  it('is sent again after a fault that may pass', async () => {
    const { clock, schedule, ends } = aWorker(async () => ended, {}, failing(4, new Error('socket hang up')));
    expect(await clock.drive(schedule())).toMatchObject({ kind: 'succeeded' });
    await clock.advance(0);
    expect(ends).toEqual(['answered']);
  });

  it('is given up after some attempts, and the task is offered again after a silence', async () => {
    const { clock, schedule, ends } = aWorker(async () => ended, {}, failing(100, new Error('socket hang up')));
    expect(await clock.drive(schedule())).toMatchObject({ error: 'States.HeartbeatTimeout' });
    expect(ends).toEqual(['unanswered']);
  });

  it('is not sent again when AWS refuses it', async () => {
    const refused = Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 400 } });
    const { clock, schedule, ends } = aWorker(async () => ended, {}, failing(1, refused));
    void schedule();
    await clock.advance(1);
    expect(ends).toEqual(['unanswered']);
  });

  it('that was heard and whose reply was lost counts as over', async () => {
    let isFirst = true;
    const deaf: Wire = async (call, send) => {
      const answer = await send();
      if (call === SendTaskSuccessCommand.name && isFirst) {
        isFirst = false;
        throw new Error('socket hang up');
      }
      return answer;
    };
    const { clock, schedule, ends } = aWorker(async () => ended, {}, deaf);
    expect(await clock.drive(schedule())).toMatchObject({ kind: 'succeeded' });
    await clock.advance(1);
    expect(ends).toEqual(['over']);
  });

  it('that is larger than Step Functions passes on is a fault that says so', async () => {
    const large = async (): Promise<Handled> => ({ kind: 'answer', output: { verdict: 'x'.repeat(300_000) } });
    const { clock, schedule } = aWorker(large);
    const cause = expect.stringMatching(/RangeError: the answer has 300014 bytes/);
    expect(await clock.drive(schedule())).toMatchObject({ error: 'Breakwater.WorkerFault', cause });
  });

  it('names it when another engine has taken the execution over', async () => {
    const holder = { name: 'embedded', epoch: 2 };
    const { clock, schedule } = aWorker(() => Promise.reject(new EngineSupersededError(anExecutionId(), 1, holder)));
    expect(await clock.drive(schedule())).toMatchObject({ error: 'Breakwater.EngineSuperseded' });
  });
});

describe('a worker whose polls fail', () => {
  it('polls less and less often, and goes on when they are answered again', async () => {
    let isDark = true;
    let polls = 0;
    const wire: Wire = (call, send) => {
      if (call !== GetActivityTaskCommand.name) return send();
      polls += 1;
      return isDark ? Promise.reject(new Error('connect ETIMEDOUT')) : send();
    };
    const { clock, schedule } = aWorker(async () => ended, {}, wire);
    await clock.advance(3600);
    expect(polls).toBeGreaterThan(100);
    expect(polls).toBeLessThan(180);
    isDark = false;
    expect(await clock.drive(schedule())).toMatchObject({ kind: 'succeeded' });
  });

  it('does not spin when they come back empty at once', async () => {
    let polls = 0;
    const wire: Wire = <Value>(call: string, send: () => Promise<Value>) => {
      if (call !== GetActivityTaskCommand.name) return send();
      polls += 1;
      return Promise.resolve({} as Value);
    };
    const { clock } = aWorker(async () => ended, {}, wire);
    await clock.advance(60);
    expect(polls).toBeLessThanOrEqual(61);
  });
});

describe('a worker that is stopped', () => {
  it('gives back at once what its last poll brings', async () => {
    const { clock, worker, schedule, ends } = aWorker(async () => ended);
    await clock.advance(10);
    const stopped = worker.stop(90);
    expect(await clock.drive(schedule())).toMatchObject({ error: 'Breakwater.WorkerStopped' });
    await clock.drive(stopped);
    expect([ends, worker.runningCount]).toEqual([['given-back'], 0]);
  });

  it('takes no further task, and leaves it to others', async () => {
    const { clock, service, worker, schedule } = aWorker(async () => ended);
    await clock.drive(worker.stop(90));
    void schedule();
    await clock.advance(HEARTBEAT_SECONDS - 1);
    expect(service.activities.tasks[0]?.outcome).toBeUndefined();
  });

  it('lets go of what runs, and says so', async () => {
    const { clock, worker, schedule, ends } = aWorker(untilAborted);
    const outcome = schedule();
    await clock.advance(10);
    void worker.stop(90);
    expect(await clock.drive(outcome)).toMatchObject({ error: 'Breakwater.WorkerStopped' });
    await clock.advance(0);
    expect(ends).toEqual(['given-back']);
  });

  it('answers what comes to its end meanwhile', async () => {
    const { clock, worker, schedule } = aWorker(async () => {
      await clock.sleep(20);
      return ended;
    });
    const outcome = schedule();
    await clock.advance(10);
    void worker.stop(30);
    expect(await clock.drive(outcome)).toMatchObject({ kind: 'succeeded' });
  });

  it('waits no longer than its grace time, and keeps nothing alive after it', async () => {
    const { clock, worker, schedule } = aWorker(() => new Promise(() => undefined));
    const outcome = schedule();
    await clock.advance(10);
    await clock.drive(worker.stop(25));
    expect(clock.now()).toBe('2026-01-01T00:00:35.000Z');
    expect(await clock.drive(outcome)).toMatchObject({ error: 'States.HeartbeatTimeout' });
  });
});
