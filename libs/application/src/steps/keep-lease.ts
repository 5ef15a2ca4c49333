import {
  EngineSupersededError,
  laterOf,
  LeaseLostError,
  secondsBetween,
  type Clock,
  type Leases,
} from '@breakwater/core';
import type { ClaimedLease } from './claim-lease.ts';

/**
 * A lease that renews itself until it is let go; `signal` is aborted when it can no longer be trusted, or when the
 * worker's engine was superseded.
 */
export interface KeptLease {
  readonly epoch: number;
  readonly signal: AbortSignal;
  /**
   * To be asked right before an effect. A process that was held up (a suspended machine) may not have noticed yet that
   * its time is over; this looks at the clock.
   *
   * @throws LeaseLostError when the lease is lost, or was not renewed in time
   * @throws EngineSupersededError when the engine that the worker works for has lost the execution
   */
  assertHeld(): void;
  release(): Promise<void>;
}

/** The share of its length after which a lease that was not renewed is given up, well before anybody may take it. */
const TRUSTED_SHARE = 2 / 3;
const RENEWED_AFTER_SHARE = 1 / 3;
/** How long a renewal may take, and when the next is tried after one that failed. */
const TRIED_AGAIN_SHARE = 1 / 6;

/**
 * Keeps a claimed lease until it is released or lost.
 *
 * @param assertEngineHolds - asked before every renewal. An engine that is told it was superseded renews nothing; one that
 *   cannot learn whether it was is cut off, and its lease runs out. So the fence of the engine and the lease fall together.
 */
export const keepLease = (
  leases: Leases,
  wallClock: Clock,
  claimed: ClaimedLease,
  assertEngineHolds: () => Promise<unknown>,
): KeptLease => new Keeper(leases, wallClock, claimed, assertEngineHolds);

class Keeper implements KeptLease {
  readonly #leases: Leases;
  readonly #wallClock: Clock;
  readonly #assertEngineHolds: () => Promise<unknown>;
  readonly #lost = new AbortController();
  readonly #done = new AbortController();
  #lease: ClaimedLease['lease'];
  #confirmedAt: ClaimedLease['askedAt'];

  constructor(
    leases: Leases,
    wallClock: Clock,
    { lease, askedAt }: ClaimedLease,
    assertEngineHolds: () => Promise<unknown>,
  ) {
    this.#leases = leases;
    this.#wallClock = wallClock;
    this.#assertEngineHolds = assertEngineHolds;
    this.#lease = lease;
    this.#confirmedAt = askedAt;
    void this.#renewUntilOver(AbortSignal.any([this.#done.signal, this.#lost.signal]));
  }

  get epoch(): number {
    return this.#lease.epoch;
  }

  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  assertHeld(): void {
    this.#giveUpWhenOverdue();
    this.#lost.signal.throwIfAborted();
  }

  async release(): Promise<void> {
    this.#done.abort();
    // Who lost to another engine may still hold the lease, and that engine need not wait for it to run out.
    const isOwn = !this.#lost.signal.aborted || this.#lost.signal.reason instanceof EngineSupersededError;
    if (isOwn) await this.#leases.release(this.#lease);
  }

  #giveUpWhenOverdue(): void {
    const { key, epoch, lengthSeconds } = this.#lease;
    const unconfirmedSeconds = secondsBetween(this.#confirmedAt, this.#wallClock.now());
    if (unconfirmedSeconds >= lengthSeconds * TRUSTED_SHARE) this.#lost.abort(new LeaseLostError(key, epoch));
  }

  async #renewUntilOver(over: AbortSignal): Promise<void> {
    const wait = (share: number) =>
      this.#wallClock.sleep(this.#lease.lengthSeconds * share, over).catch(() => undefined);
    let pause = RENEWED_AFTER_SHARE;
    for (;;) {
      await wait(pause);
      if (over.aborted) return;
      this.#giveUpWhenOverdue();
      if (over.aborted) return;
      // A store that does not answer counts as one that refuses.
      const isRenewed = await Promise.race([this.#renew(), wait(TRIED_AGAIN_SHARE).then(() => false)]);
      pause = isRenewed ? RENEWED_AFTER_SHARE : TRIED_AGAIN_SHARE;
    }
  }

  async #renew(): Promise<boolean> {
    const askedAt = this.#wallClock.now();
    try {
      await this.#assertEngineHolds();
      this.#lease = await this.#leases.renew(this.#lease);
      this.#confirmedAt = laterOf(this.#confirmedAt, askedAt);
      return true;
    } catch (error) {
      if (error instanceof LeaseLostError || error instanceof EngineSupersededError) this.#lost.abort(error);
      return false;
    }
  }
}
