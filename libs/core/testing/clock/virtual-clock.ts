import { type Clock, epochMilliseconds, type Instant, instantAt } from '@breakwater/core';
import { fewTurns } from './turns.ts';

/** Where virtual time begins unless a test says otherwise. */
export const T0 = '2026-01-01T00:00:00.000Z' as Instant;

interface Timer {
  readonly at: number;
  /** Breaks ties: timers of one moment fire in the order they were set. */
  readonly order: number;
  readonly fire: () => void;
}

export interface VirtualClockOptions {
  readonly startAt?: Instant;
  /**
   * Resolves when nothing more can happen unless time passes. The default waits a few turns of the event loop, enough for
   * everything in memory; give your own when sockets or child processes take part.
   */
  readonly quiet?: () => Promise<void>;
}

/** Nothing can happen any more, and yet what was driven has not ended. */
export class StalledError extends Error {
  override readonly name = 'StalledError';
  readonly at: Instant;
  constructor(at: Instant, options?: ErrorOptions) {
    super(`stalled at ${at}: the driven work waits, but for no timer of this clock`, options);
    this.at = at;
  }
}

/** Time that only passes when a test lets it. Whole executions run on it in milliseconds. */
export class VirtualClock implements Clock {
  readonly #quiet: () => Promise<void>;
  readonly #timers = new Set<Timer>();
  #now: number;
  #order = 0;

  constructor({ startAt = T0, quiet = fewTurns }: VirtualClockOptions = {}) {
    this.#now = epochMilliseconds(startAt);
    this.#quiet = quiet;
  }

  now(): Instant {
    return instantAt(this.#now);
  }

  /** How many sleepers wait for time to pass. */
  get timerCount(): number {
    return this.#timers.size;
  }

  /** When the next sleeper is due; `undefined` when none waits. */
  get nextTimerAt(): Instant | undefined {
    const next = this.#nextTimer();
    return next && instantAt(next.at);
  }

  sleep(seconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      if (!(seconds > 0)) {
        setImmediate(resolve);
        return;
      }
      const forget = this.#schedule(seconds, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      const abort = () => {
        forget();
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** Lets time pass. Sleepers wake in order, each at its own moment, and may sleep again within the span. */
  async advance(seconds: number): Promise<void> {
    const end = this.#now + seconds * 1000;
    await this.#quiet();
    for (let next = this.#nextTimer(); next && next.at <= end; next = this.#nextTimer()) {
      this.#fire(next);
      await this.#quiet();
    }
    this.#now = Math.max(this.#now, end);
  }

  /**
   * Moves from timer to timer until none is left.
   *
   * @param mostSeconds - a bound for work that never stops sleeping (a heartbeat)
   * @throws StalledError when there are still timers after that long
   */
  async runUntilIdle(mostSeconds = 30 * 86_400): Promise<void> {
    const end = this.#now + mostSeconds * 1000;
    await this.#quiet();
    for (let next = this.#nextTimer(); next; next = this.#nextTimer()) {
      if (next.at > end) throw new StalledError(this.now());
      this.#fire(next);
      await this.#quiet();
    }
  }

  /**
   * Moves from timer to timer, whenever nothing else can happen, until the promise settles.
   *
   * @returns what the promise gives
   * @throws StalledError when the promise waits and no timer is left; else what the promise throws
   */
  async drive<Value>(promise: Promise<Value>): Promise<Value> {
    let settled = false;
    const settle = () => {
      settled = true;
    };
    promise.then(settle, settle);
    for (;;) {
      await this.#quiet();
      if (settled) return promise;
      const next = this.#nextTimer();
      if (next === undefined) throw new StalledError(this.now());
      this.#fire(next);
    }
  }

  #schedule(seconds: number, wake: () => void): () => void {
    this.#order += 1;
    const timer: Timer = { at: this.#now + seconds * 1000, order: this.#order, fire: wake };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  #nextTimer(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (next === undefined || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer;
    }
    return next;
  }

  #fire(timer: Timer): void {
    this.#timers.delete(timer);
    this.#now = Math.max(this.#now, timer.at);
    timer.fire();
  }
}
