import { LeaseHeldError, type Clock, type Instant, type Lease, type Leases } from '@breakwater/core';

export interface LeaseClaim {
  readonly key: string;
  readonly holder: string;
  /** Wall seconds. */
  readonly lengthSeconds: number;
}

/** A lease that was won, and when it was asked for: nobody else counts its length from an earlier moment. */
export interface ClaimedLease {
  readonly lease: Lease;
  readonly askedAt: Instant;
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
): Promise<ClaimedLease> {
  for (let isFirst = true; ; isFirst = false) {
    signal.throwIfAborted();
    // Nearly always nobody has had it yet. The claim says so, and is refused where somebody has.
    let seen = isFirst ? undefined : await leases.read(claim.key);
    if (seen !== undefined && !seen.released) {
      await wallClock.sleep(seen.lengthSeconds, signal);
      const again = await leases.read(claim.key);
      const unchanged = again?.epoch === seen.epoch && again.beat === seen.beat;
      if (!unchanged && again?.released !== true) continue;
      seen = again;
    }
    try {
      const askedAt = wallClock.now();
      return { lease: await leases.claim(claim.key, claim.holder, claim.lengthSeconds, seen), askedAt };
    } catch (error) {
      if (!(error instanceof LeaseHeldError)) throw error;
    }
  }
}
