import type { BucketSpec, ThrottlingSpec } from '../estate/estate-schema.ts';

/** Room for a burst of descriptions, then 20 calls a second: AWS publishes no rates for DRS. */
const DEFAULT_BUCKET: BucketSpec = { ratePerSecond: 20, burst: 100 };

/** A limit of a service's own: what shares the name shares the bucket. */
export interface RateLimit {
  readonly name: string;
  readonly bucket: BucketSpec;
}

/** Holds a burst of tokens and fills in *simulated* time, so that a run meets the same limits at any speed. */
export class TokenBucket {
  readonly #spec: BucketSpec;
  #tokens: number;
  #filledAt: number;

  /** Full at the given instant, in simulated epoch milliseconds. */
  constructor(spec: BucketSpec, at: number) {
    this.#spec = spec;
    this.#tokens = spec.burst;
    this.#filledAt = at;
  }

  holds(tokens: number, now: number): boolean {
    const elapsedSeconds = Math.max(0, now - this.#filledAt) / 1000;
    this.#tokens = Math.min(this.#spec.burst, this.#tokens + elapsedSeconds * this.#spec.ratePerSecond);
    this.#filledAt = Math.max(this.#filledAt, now);
    return this.#tokens >= tokens;
  }

  /** Takes what {@link holds} has found there. */
  take(tokens: number): void {
    this.#tokens -= tokens;
  }
}

/** A call that wants to be admitted; `operation` reads `drs:DescribeJobs`. */
export interface ThrottledCall {
  readonly accountId: string;
  readonly region: string;
  readonly operation: string;
  /** The service's own limits, instead of a bucket for the operation. */
  readonly limits?: readonly RateLimit[];
}

/** Token buckets for each account and Region: one per operation, unless the service has limits of its own. */
export class Throttle {
  readonly #spec: ThrottlingSpec;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(spec: ThrottlingSpec = {}) {
    this.#spec = spec;
  }

  /** Takes a token of every bucket of the call; false, and takes none, when one has none. */
  admits(call: ThrottledCall, now: number): boolean {
    if (this.#spec.enabled === false) return true;
    const buckets = this.#limitsOf(call).map(({ name, bucket }) => {
      const key = `${call.accountId}/${call.region}/${name}`;
      const known = this.#buckets.get(key) ?? new TokenBucket(bucket, now);
      this.#buckets.set(key, known);
      return known;
    });
    if (buckets.some((bucket) => !bucket.holds(1, now))) return false;
    for (const bucket of buckets) bucket.take(1);
    return true;
  }

  /** The estate's word on an operation goes before the service's. */
  #limitsOf({ operation, limits }: ThrottledCall): readonly RateLimit[] {
    const chosen = this.#spec.operations?.[operation];
    if (chosen) return [{ name: operation, bucket: chosen }];
    return limits ?? [{ name: operation, bucket: this.#spec.default ?? DEFAULT_BUCKET }];
  }
}
