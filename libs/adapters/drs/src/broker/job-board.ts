import { plusSeconds, secondsBetween, type Instant } from '@breakwater/core';
import type { LiveLoad } from '../batches/learned-limits.ts';
import { describeJobs, type JobView } from '../service/jobs.ts';
import type { Regional } from '../service/regional.ts';

/** Clocks differ: how much older than the domain's moment a job may claim to be. */
const CLOCK_MARGIN_SECONDS = 300;
/** How far back others' jobs are looked for. DRS jobs take minutes to an hour; older ones are stuck. */
const OTHERS_LOOKBACK_SECONDS = 6 * 3_600;
/** A look that is this much too early counts as due: timers are not exact. */
const EARLY_SECONDS = 1;

/** What a round needs to know. */
export interface BoardNeeds {
  /** Jobs that steps wait for. */
  readonly jobIds: readonly string[];
  /** All jobs since this moment, others' included: to find own ones, and to know the room that is left. */
  readonly allSince?: Instant;
  /** What was seen before this moment is too old. */
  readonly notBefore?: Instant;
  /** How old, in domain seconds, what was seen may be. */
  readonly withinSeconds: number;
}

/**
 * The jobs of an account and Region as last seen. One DescribeJobs serves all steps; it is asked again only when the
 * last answer is too old for those who take part. Nothing here is needed to go on after a crash.
 */
export class JobBoard {
  #views = new Map<string, JobView>();
  /** Own jobs that AWS has confirmed, until a look shows them. */
  #confirmed = new Map<string, JobView>();
  #lookedAt: Instant | undefined;
  #scannedAt: Instant | undefined;
  /** All jobs since this moment have been seen. */
  #seenSince: Instant | undefined;

  view(jobId: string): JobView | undefined {
    return this.#views.get(jobId) ?? this.#confirmed.get(jobId);
  }

  get jobs(): JobView[] {
    return [...new Map([...this.#confirmed, ...this.#views]).values()];
  }

  get live(): JobView[] {
    return this.jobs.filter((job) => !job.isCompleted);
  }

  get load(): LiveLoad {
    return { jobs: this.live.length, servers: this.live.reduce((sum, job) => sum + job.servers.length, 0) };
  }

  /** When all jobs were last seen. */
  get scannedAt(): Instant | undefined {
    return this.#scannedAt;
  }

  /** When AWS was last asked. */
  get lookedAt(): Instant | undefined {
    return this.#lookedAt;
  }

  confirm(job: JobView): void {
    this.#confirmed.set(job.id, job);
  }

  /** Looks at AWS if what is known does not do. */
  async refresh(where: Regional, needs: BoardNeeds, now: Instant): Promise<void> {
    const unfinished = needs.jobIds.filter((id) => this.view(id)?.isCompleted !== true);
    if (needs.allSince !== undefined) {
      if (this.#isRecent(this.#scannedAt, needs, now) && !this.#isMissing(unfinished)) return;
      await this.#scan(where, needs.allSince, now);
    } else {
      if (unfinished.length === 0) return;
      if (this.#isRecent(this.#lookedAt, needs, now) && !this.#isMissing(unfinished)) return;
      await this.#lookAt(where, unfinished, now);
    }
  }

  async #scan(where: Regional, since: Instant, now: Instant): Promise<void> {
    const othersSince = plusSeconds(now, -OTHERS_LOOKBACK_SECONDS);
    const ownSince = plusSeconds(since, -CLOCK_MARGIN_SECONDS);
    const from = ownSince < othersSince ? ownSince : othersSince;
    if (this.#scannedAt === undefined || this.#seenSince === undefined || from < this.#seenSince) {
      await this.#scanAll(where, from);
    } else {
      await this.#scanOn(where, plusSeconds(this.#scannedAt, -CLOCK_MARGIN_SECONDS));
    }
    this.#scannedAt = now;
    this.#lookedAt = now;
  }

  async #scanAll(where: Regional, from: Instant): Promise<void> {
    const jobs = await describeJobs(where, { fromDate: from });
    this.#views = new Map();
    this.#see(jobs);
    this.#seenSince = from;
  }

  /** The jobs that are new since the last scan, and those that ran then: a long run has hundreds that are over. */
  async #scanOn(where: Regional, from: Instant): Promise<void> {
    const jobIDs = this.live.map(({ id }) => id);
    const [fresh, known] = await Promise.all([
      describeJobs(where, { fromDate: from }),
      jobIDs.length === 0 ? [] : describeJobs(where, { jobIDs }),
    ]);
    for (const id of jobIDs) this.#views.delete(id);
    this.#see([...fresh, ...known]);
  }

  #see(jobs: readonly JobView[]): void {
    for (const job of jobs) {
      this.#views.set(job.id, job);
      this.#confirmed.delete(job.id);
    }
  }

  async #lookAt(where: Regional, own: readonly string[], now: Instant): Promise<void> {
    const others = this.live.map(({ id }) => id);
    this.#see(await describeJobs(where, { jobIDs: [...new Set([...own, ...others])] }));
    this.#lookedAt = now;
  }

  #isRecent(at: Instant | undefined, { notBefore, withinSeconds }: BoardNeeds, now: Instant): boolean {
    if (at === undefined || (notBefore !== undefined && at < notBefore)) return false;
    return secondsBetween(at, now) < withinSeconds - EARLY_SECONDS;
  }

  #isMissing(jobIds: readonly string[]): boolean {
    return jobIds.some((id) => this.view(id) === undefined);
  }
}
