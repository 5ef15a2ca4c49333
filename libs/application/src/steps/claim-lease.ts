import { LeaseHeldError, LeaseLostError, type Clock, type Lease, type Leases } from '@breakwater/core';

export interface LeaseClaim {
  readonly key: string;
  readonly holder: string;
  /** Wall seconds. */
  readonly lengthSeconds: number;
}

/**
 * Claims a lease, waiting out a holder that may still live: only a lease that was seen unchanged for its full length by
 * our own clock is taken over.
 *
 * @throws the signal's reason when it is aborted while waiting
 */
export async function claimLease(
  leases: Leases,
  wallClock: Clock,
  claim: LeaseClaim,
  signal: AbortSignal,
): Promise<Lease> {
  for (;;) {
    signal.throwIfAborted();
    let seen = await leases.read(claim.key);
    if (seen !== undefined && !seen.released) {
      await wallClock.sleep(seen.lengthSeconds, signal);
      const again = await leases.read(claim.key);
      const unchanged = again?.epoch === seen.epoch && again.beat === seen.beat;
      if (!unchanged && again?.released !== true) continue;
      seen = again;
    }
    try {
      return await leases.claim(claim.key, claim.holder, claim.lengthSeconds, seen);
    } catch (error) {
      if (!(error instanceof LeaseHeldError)) throw error;
    }
  }
}

/** A lease that renews itself until it is let go; `signal` is aborted when it can no longer be trusted. */
export interface KeptLease {
  readonly epoch: number;
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

/**
 * Renews at a third of the length. When two thirds have gone by without success the lease is given up, well before
 * anybody else may take it.
 */
export function keepLease(leases: Leases, wallClock: Clock, lease: Lease): KeptLease {
  const lost = new AbortController();
  const done = new AbortController();
  let current = lease;
  const renewing = (async () => {
    let failures = 0;
    while (!done.signal.aborted) {
      try {
        await wallClock.sleep(lease.lengthSeconds / 3, done.signal);
        current = await leases.renew(current);
        failures = 0;
      } catch (error) {
        if (done.signal.aborted) return;
        failures += 1;
        if (error instanceof LeaseLostError || failures === 2) {
          lost.abort(error);
          return;
        }
      }
    }
  })();
  return {
    epoch: lease.epoch,
    signal: lost.signal,
    async release() {
      done.abort();
      await renewing;
      if (!lost.signal.aborted) await leases.release(current);
    },
  };
}
