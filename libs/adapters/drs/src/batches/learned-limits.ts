import { plusSeconds, type Instant } from '@breakwater/core';
import type { JobLimits } from './plan-batches.ts';

/** Service quota codes of DRS. @see https://docs.aws.amazon.com/general/latest/gr/drs.html */
const QUOTA = { jobs: 'L-D88FAC3A', serversPerJob: 'L-B827C881' } as const;

/** How long a refusal is taken as the limit. Others' work that DescribeJobs did not show yet may be its reason. */
const BELIEVED_SECONDS = 300;

/** What runs at the moment a batch was refused. */
export interface LiveLoad {
  readonly jobs: number;
  readonly servers: number;
}

/** The limits as AWS's refusals have shown them, where they are tighter than what we were told. */
export class LearnedLimits {
  readonly #told: JobLimits;
  #learned: Partial<JobLimits> = {};
  #until: Instant | undefined;

  constructor(told: JobLimits) {
    this.#told = told;
  }

  at(now: Instant): JobLimits {
    if (this.#until !== undefined && now >= this.#until) {
      this.#learned = {};
      this.#until = undefined;
    }
    return {
      jobs: Math.min(this.#told.jobs, this.#learned.jobs ?? Infinity),
      servers: Math.min(this.#told.servers, this.#learned.servers ?? Infinity),
      serversPerJob: Math.min(this.#told.serversPerJob, this.#learned.serversPerJob ?? Infinity),
    };
  }

  /**
   * Draws the conclusion from a refused batch: what runs plus the whole batch is too much. How much less would do shows
   * with the next, smaller batch.
   */
  refused(quotaCode: string | undefined, batchSize: number, live: LiveLoad, now: Instant): void {
    this.#until = plusSeconds(now, BELIEVED_SECONDS);
    if (quotaCode === QUOTA.jobs) this.#tighten('jobs', live.jobs);
    else if (quotaCode === QUOTA.serversPerJob) this.#tighten('serversPerJob', Math.max(1, Math.floor(batchSize / 2)));
    else this.#tighten('servers', live.servers + batchSize - 1);
  }

  #tighten(limit: keyof JobLimits, to: number): void {
    this.#learned = { ...this.#learned, [limit]: Math.min(to, this.#learned[limit] ?? Infinity) };
  }
}
