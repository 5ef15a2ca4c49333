import { secondsBetween, type Clock, type Instant } from '@breakwater/core';

/** How a task of an activity ended, as the state machine sees it. */
export type TaskOutcome =
  | { readonly kind: 'succeeded'; readonly output: string }
  | { readonly kind: 'failed'; readonly error: string; readonly cause: string };

/** A task, from the moment it is scheduled. */
export interface FakeTask {
  readonly token: string;
  readonly activity: string;
  readonly input: string;
  lastSignAt: Instant;
  outcome?: TaskOutcome;
}

export interface ScheduleOptions {
  readonly heartbeatSeconds: number;
  /** Aborted when the state machine has ended. */
  readonly signal: AbortSignal;
}

const POLL_SECONDS = 60;

/**
 * Activities as Step Functions has them: a task is handed to one poll, also to one whose connection is dead; its token
 * ends once, and after that, or after a silence, everything sent with it is refused as `TaskTimedOut`.
 */
export class FakeActivities {
  /** Every task there was, oldest first. */
  readonly tasks: FakeTask[] = [];
  readonly #clock: Clock;
  readonly #queues = new Map<string, FakeTask[]>();
  readonly #polls = new Map<string, Set<(task: FakeTask) => void>>();
  readonly #ends = new Map<string, (outcome: TaskOutcome) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Polls that are open now, dead ones included. */
  openPolls(activity: string): number {
    return this.#pollsOf(activity).size;
  }

  async schedule(activity: string, input: string, { heartbeatSeconds, signal }: ScheduleOptions): Promise<TaskOutcome> {
    const token = `token-${this.tasks.length + 1}`;
    const task: FakeTask = { token, activity, input, lastSignAt: this.#clock.now() };
    this.tasks.push(task);
    const { promise: ended, resolve } = Promise.withResolvers<TaskOutcome>();
    const over = new AbortController();
    this.#ends.set(token, (outcome) => {
      task.outcome = outcome;
      over.abort();
      resolve(outcome);
    });
    signal.addEventListener('abort', () => this.#end(token, { kind: 'failed', error: 'Closed', cause: '' }), {
      once: true,
    });
    const [poll] = this.#pollsOf(activity);
    if (poll === undefined) this.#queueOf(activity).push(task);
    else poll(task);
    void this.#watchSilence(task, heartbeatSeconds, over.signal);
    return ended;
  }

  /** Waits as long as a poll does; `undefined` when no task came. */
  async poll(activity: string, signal?: AbortSignal): Promise<FakeTask | undefined> {
    const waiting = this.#queueOf(activity).shift();
    if (waiting !== undefined) return waiting;
    const { promise, resolve, reject } = Promise.withResolvers<FakeTask | undefined>();
    const over = new AbortController();
    const polls = this.#pollsOf(activity);
    const take = (task: FakeTask | undefined) => {
      polls.delete(take);
      over.abort();
      resolve(task);
    };
    polls.add(take);
    signal?.addEventListener('abort', () => {
      polls.delete(take);
      over.abort();
      reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
    });
    void this.#clock.sleep(POLL_SECONDS, over.signal).then(
      () => take(undefined),
      () => undefined,
    );
    return promise;
  }

  /** @returns false when the task is over */
  beat(token: string): boolean {
    const task = this.#open(token);
    if (task !== undefined) task.lastSignAt = this.#clock.now();
    return task !== undefined;
  }

  /** @returns false when the task was over already */
  end(token: string, outcome: TaskOutcome): boolean {
    return this.#open(token) !== undefined && this.#end(token, outcome);
  }

  knows(token: string): boolean {
    return this.#ends.has(token);
  }

  #open(token: string): FakeTask | undefined {
    return this.tasks.find((task) => task.token === token && task.outcome === undefined);
  }

  #end(token: string, outcome: TaskOutcome): boolean {
    const task = this.#open(token);
    if (task === undefined) return false;
    const queue = this.#queueOf(task.activity);
    if (queue.includes(task)) queue.splice(queue.indexOf(task), 1);
    this.#ends.get(token)?.(outcome);
    return true;
  }

  async #watchSilence(task: FakeTask, heartbeatSeconds: number, over: AbortSignal): Promise<void> {
    for (;;) {
      const silentSeconds = secondsBetween(task.lastSignAt, this.#clock.now());
      if (silentSeconds >= heartbeatSeconds) {
        this.#end(task.token, { kind: 'failed', error: 'States.HeartbeatTimeout', cause: '' });
        return;
      }
      const isOver = await this.#clock.sleep(heartbeatSeconds - silentSeconds, over).then(
        () => false,
        () => true,
      );
      if (isOver) return;
    }
  }

  #queueOf(activity: string): FakeTask[] {
    return entryOf(this.#queues, activity, () => []);
  }

  #pollsOf(activity: string): Set<(task: FakeTask) => void> {
    return entryOf(this.#polls, activity, () => new Set());
  }
}

function entryOf<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
