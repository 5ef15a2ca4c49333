import type { Clock, Instant } from '@breakwater/core';

/** What happens to a process when it comes to a boundary. */
export interface Mishap {
  /**
   * `crash`: it is gone for good. `stall`: it stands still, timers included, until it is woken. `slow`: only the work at
   * this boundary waits until then, and the rest of the process, its heartbeat too, goes on.
   */
  readonly kind: 'crash' | 'stall' | 'slow';
  /** A boundary's number, counted from 0, or the name of the first one meant. */
  readonly at: number | string;
}

/** Waits for good, as the call of a dead process does. */
const never = () => new Promise<never>(() => undefined);

/** The request's own time limit has passed while the process stood still. */
const timedOut = (call: string): Error =>
  Object.assign(new Error(`${call} was not answered in time`), { name: 'TimeoutError' });

/**
 * The life of one played process. Everything that it does to the world outside goes through here, so that it can be
 * stopped right before, right after, or between any two of its effects.
 */
export class Lifeline {
  /** The boundaries that were crossed, by name. */
  readonly boundaries: string[] = [];
  /** Settles when the mishap has happened. */
  readonly struck: Promise<void>;
  readonly #mishap: Mishap | undefined;
  readonly #strike: () => void;
  #halt: Promise<void> | undefined;
  #struckAt: string | undefined;
  #wake: () => void = () => undefined;

  constructor(mishap?: Mishap) {
    this.#mishap = mishap;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.struck = promise;
    this.#strike = resolve;
  }

  /** The boundary at which the mishap happened. */
  get struckAt(): string | undefined {
    return this.#struckAt;
  }

  /** Lets what was stalled or slow go on. */
  wake(): void {
    this.#halt = undefined;
    this.#wake();
  }

  /** A durable write: the process may stop before it and after it. */
  async write<Value>(name: string, effect: () => Promise<Value>): Promise<Value> {
    await this.#cross(`before ${name}`);
    return this.#answered(effect(), () => this.#cross(`after ${name}`));
  }

  /** A call over the network: before it is sent, after it took effect, and after the answer. */
  async call<Value>(name: string, send: () => Promise<Value>): Promise<Value> {
    if (await this.#cross(`before ${name} is sent`)) throw timedOut(name);
    const answer = await this.#answered(send(), () => this.#cross(`after ${name} took effect`));
    await this.#cross(`after the answer of ${name}`);
    return answer;
  }

  /** Something without effect: it only takes part in standing still. */
  async passive<Value>(work: Promise<Value>): Promise<Value> {
    await this.#standStill();
    return this.#answered(work, () => this.#standStill());
  }

  clock(clock: Clock): Clock {
    return {
      now: (): Instant => clock.now(),
      sleep: (seconds, signal) => this.passive(clock.sleep(seconds, signal)),
    };
  }

  /** An answer is held back as an error is. */
  async #answered<Value>(work: Promise<Value>, hold: () => Promise<unknown>): Promise<Value> {
    const settled = await work.then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    await hold();
    return settled();
  }

  /** @returns whether the process stood still here */
  async #cross(boundary: string): Promise<boolean> {
    const stoodStill = await this.#standStill();
    const index = this.boundaries.push(boundary) - 1;
    const { at } = this.#mishap ?? {};
    if (this.#mishap === undefined || this.#struckAt !== undefined || (at !== index && at !== boundary))
      return stoodStill;
    this.#struckAt = boundary;
    const { kind } = this.#mishap;
    const halt = kind === 'crash' ? never() : new Promise<void>((resolve) => (this.#wake = resolve));
    if (kind !== 'slow') this.#halt = halt;
    this.#strike();
    await halt;
    return kind === 'stall';
  }

  /** @returns whether it had to */
  async #standStill(): Promise<boolean> {
    if (this.#halt === undefined) return false;
    await this.#halt;
    return true;
  }
}
