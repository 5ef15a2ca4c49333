import { fitsStepTag } from '../tags.ts';

/** What AWS allows in one account and Region at a time. */
export interface JobLimits {
  /** Jobs in progress. */
  readonly jobs: number;
  /** Servers in all jobs in progress. */
  readonly servers: number;
  /** Servers in one job. */
  readonly serversPerJob: number;
}

/** @see https://docs.aws.amazon.com/general/latest/gr/drs.html none of the three is adjustable */
export const AWS_LIMITS: JobLimits = { jobs: 20, servers: 500, serversPerJob: 100 };

/** Something to be sent. */
export interface QueuedItem {
  readonly id: string;
  /** The attempt it belongs to, see {@link attemptLabel}. */
  readonly label: string;
  /** 0 first. */
  readonly tier: number;
  /** Lower came earlier. */
  readonly order: number;
  /** Things of one pace likely take equally long: the operating system. */
  readonly pace: string;
}

/**
 * Batches for what may be sent now, within the room that live jobs leave.
 *
 * While there is room for all, batches are as large as one job allows and shared by all steps. When there is not, a job
 * holds its servers' room until its slowest is done; so batches are then of one tier and one pace, and small enough to
 * use every free job, unless jobs are what is short. The first in line (tier, then order) always goes first, and nothing
 * that has room is left waiting.
 */
export function planBatches(queue: readonly QueuedItem[], room: JobLimits): QueuedItem[][] {
  const batches: QueuedItem[][] = [];
  let waiting = [...queue].sort((left, right) => left.tier - right.tier || left.order - right.order);
  let { jobs, servers } = room;
  const isShort = waiting.length > servers;
  while (waiting.length > 0 && jobs > 0 && servers > 0) {
    const toPlace = Math.min(waiting.length, servers);
    const isJobsShort = jobs <= Math.ceil(toPlace / room.serversPerJob);
    const size = isShort && !isJobsShort ? Math.ceil(toPlace / jobs) : toPlace;
    const batch = fill(waiting, Math.min(size, room.serversPerJob), isShort && !isJobsShort);
    if (batch.length === 0) break;
    const placed = new Set(batch);
    waiting = waiting.filter((item) => !placed.has(item));
    batches.push(batch);
    jobs -= 1;
    servers -= batch.length;
  }
  return batches;
}

/** The first in line and those behind it that go with it, until the batch or its step tag is full. */
function fill(waiting: readonly QueuedItem[], size: number, isAlike: boolean): QueuedItem[] {
  const [first] = waiting;
  const batch: QueuedItem[] = [];
  const labels = new Set<string>();
  for (const item of waiting) {
    if (batch.length >= size) break;
    if (isAlike && (item.pace !== first?.pace || item.tier !== first.tier)) continue;
    if (!labels.has(item.label) && !fitsStepTag([...labels, item.label])) continue;
    labels.add(item.label);
    batch.push(item);
  }
  return batch;
}
