import type { SFNClient } from '@aws-sdk/client-sfn';
import { secondsBetween, type Instant, type Log } from '@breakwater/core';
import { pauseSeconds, type Patience } from '../calls/backoff.ts';
import { pollTask, type TaskInHand } from '../calls/task-calls.ts';
import type { ActivityHandler } from './activity-handler.ts';
import { Slots } from './slots.ts';
import { giveBack, runTask, type TaskRunOptions } from './task-run.ts';
import { WorkerStoppedError } from './worker-failure.ts';
import type { TaskEnd, WorkerMetrics } from './worker-metrics.ts';

export interface ActivityWorkerOptions extends Patience {
  /** For calls that answer at once. */
  readonly client: SFNClient;
  /** For polls: patient, with a connection for each. */
  readonly polls: SFNClient;
  /** Its name, for logs and metrics. */
  readonly activity: string;
  readonly activityArn: string;
  /** At most 80 characters, shown in the history of executions. */
  readonly workerName: string;
  readonly handle: ActivityHandler;
  /** Polls that are open at the same time, at most. */
  readonly pollerCount: number;
  /** Tasks that are worked on at the same time, at most; nothing is polled for beyond it. */
  readonly capacity: number;
  /** Of the activity's state in the state machine. */
  readonly heartbeatSeconds: number;
  readonly metrics: WorkerMetrics;
  readonly log: Log;
}

/** Takes tasks of one activity and works on them, until it is stopped. */
export interface ActivityWorker {
  readonly activity: string;
  /** When a poll was last answered; absent before the first. A poll is held open for 60 seconds. */
  readonly lastPolledAt: Instant | undefined;
  readonly runningCount: number;
  /**
   * Polls for nothing more, lets go of what runs, and gives back what still arrives. Resolves when nothing is left, or
   * after the grace time: what is left then is offered again by Step Functions after a silence.
   *
   * @param graceSeconds - wall seconds; a poll in flight may take 60
   */
  stop(graceSeconds: number): Promise<void>;
}

/** A poll that finds nothing is held open for a minute; where it is not, as behind a proxy, the next one waits. */
const SHORTEST_EMPTY_POLL_SECONDS = 1;

/** Starts polling at once. */
export const startActivityWorker = (options: ActivityWorkerOptions): ActivityWorker => new Worker(options);

class Worker implements ActivityWorker {
  readonly #options: ActivityWorkerOptions;
  readonly #run: TaskRunOptions;
  readonly #slots: Slots;
  readonly #stopping = new AbortController();
  readonly #abandoned = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #pollers: Promise<unknown>;
  #lastPolledAt: Instant | undefined;

  constructor(options: ActivityWorkerOptions) {
    this.#options = options;
    const log = options.log.child({ activity: options.activity });
    this.#run = { ...options, log, stopping: this.#stopping.signal, abandoned: this.#abandoned.signal };
    this.#slots = new Slots(options.capacity);
    this.#pollers = Promise.all(Array.from({ length: options.pollerCount }, () => this.#pollUntilStopped()));
  }

  get activity(): string {
    return this.#options.activity;
  }

  get lastPolledAt(): Instant | undefined {
    return this.#lastPolledAt;
  }

  get runningCount(): number {
    return this.#running.size;
  }

  async stop(graceSeconds: number): Promise<void> {
    this.#stopping.abort(new WorkerStoppedError());
    const grace = new AbortController();
    const everything = this.#everythingDone().finally(() => grace.abort());
    await this.#options.wallClock.sleep(graceSeconds, grace.signal).catch(() => undefined);
    if (!grace.signal.aborted) {
      this.#run.log.warn({ running: this.runningCount }, 'a worker was not done within its grace time');
      this.#abandoned.abort(new WorkerStoppedError());
      return;
    }
    await everything;
  }

  /** The last polls first: what they bring is given back and thereby joins what runs. */
  async #everythingDone(): Promise<void> {
    await this.#pollers;
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async #pollUntilStopped(): Promise<void> {
    const { signal } = this.#stopping;
    let faults = 0;
    while (!signal.aborted) {
      // A place first: a task that nobody has time for would only grow old here.
      const isFree = await this.#slots.take(signal).then(
        () => true,
        () => false,
      );
      if (!isFree) return;
      const polled = await this.#poll();
      if (polled.kind === 'task') this.#take(polled.task);
      else this.#slots.release();
      faults = polled.kind === 'fault' ? faults + 1 : 0;
      const pause = polled.kind === 'fault' ? pauseSeconds(faults, this.#options.random) : polled.pauseSeconds;
      if (pause > 0) await this.#options.wallClock.sleep(pause, signal).catch(() => undefined);
    }
  }

  async #poll(): Promise<Polled> {
    const { polls, activity, activityArn, workerName, wallClock, metrics } = this.#options;
    const askedAt = wallClock.now();
    try {
      const task = await pollTask(polls, activityArn, workerName, this.#abandoned.signal);
      this.#lastPolledAt = wallClock.now();
      metrics.polled(activity);
      if (task !== undefined) return { kind: 'task', task, pauseSeconds: 0 };
      const isHeldOpen = secondsBetween(askedAt, this.#lastPolledAt) >= SHORTEST_EMPTY_POLL_SECONDS;
      return { kind: 'nothing', pauseSeconds: isHeldOpen ? 0 : SHORTEST_EMPTY_POLL_SECONDS };
    } catch (error) {
      if (!this.#abandoned.signal.aborted) this.#run.log.warn({ err: error }, 'a poll failed and is made again');
      return { kind: 'fault' };
    }
  }

  /** Works on a task in its place, which is free again afterwards. One that comes while we stop is given back. */
  #take(task: TaskInHand): void {
    const { activity, metrics } = this.#options;
    metrics.taken(activity);
    const work = this.#stopping.signal.aborted ? giveBack(task, this.#run) : runTask(task, this.#run);
    const running = work.then((how) => {
      this.#running.delete(running);
      this.#slots.release();
      this.#tell(how);
    });
    this.#running.add(running);
    metrics.running(activity, this.#running.size);
  }

  #tell(how: TaskEnd): void {
    const { activity, metrics } = this.#options;
    metrics.running(activity, this.#running.size);
    metrics.ended(activity, how);
  }
}

type Polled =
  | { readonly kind: 'task'; readonly task: TaskInHand; readonly pauseSeconds: number }
  | { readonly kind: 'nothing'; readonly pauseSeconds: number }
  | { readonly kind: 'fault' };
