import type { BucketSpec, ThrottlingSpec } from '../estate/estate-schema.ts';

/** Room for a burst of descriptions, then 20 calls a second: AWS publishes no rates for DRS. */
const DEFAULT_BUCKET: BucketSpec = { ratePerSecond: 20, burst: 100 };

interface Bucket {
  tokens: number;
  filledAt: number;
}

/**
 * A token bucket for each account, Region and operation. Buckets fill in *simulated* time, so that a run meets the same
 * limits at any speed.
 */
export class Throttle {
  readonly #spec: ThrottlingSpec;
  readonly #buckets = new Map<string, Bucket>();

  constructor(spec: ThrottlingSpec = {}) {
    this.#spec = spec;
  }

  /** Takes a token; false when there is none. `operation` reads `drs:DescribeJobs`. */
  admits(call: { accountId: string; region: string; operation: string }, now: number): boolean {
    if (this.#spec.enabled === false) return true;
    const { ratePerSecond, burst } = this.#spec.operations?.[call.operation] ?? this.#spec.default ?? DEFAULT_BUCKET;
    const key = `${call.accountId}/${call.region}/${call.operation}`;
    const bucket = this.#buckets.get(key) ?? { tokens: burst, filledAt: now };
    const refilled = bucket.tokens + (Math.max(0, now - bucket.filledAt) / 1000) * ratePerSecond;
    bucket.tokens = Math.min(burst, refilled);
    bucket.filledAt = Math.max(bucket.filledAt, now);
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
