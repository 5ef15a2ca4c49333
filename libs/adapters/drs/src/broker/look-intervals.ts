import { jitter } from './jitter.ts';
import type { JobBoard } from './job-board.ts';
import type { Participant } from './participant.ts';

/** Jitter on the intervals, so that executions do not look in step. */
const SPREAD = 0.1;

/** Domain seconds between two looks at running jobs. */
export interface LookIntervals {
  readonly usualSeconds: number;
  /** While the next look may free room that is waited for, or end a step. */
  readonly closeSeconds: number;
}

/** The intervals of one broker. */
export const spread = ({ usualSeconds, closeSeconds }: LookIntervals, key: string): LookIntervals => {
  const factor = 1 - SPREAD * jitter(key);
  return { usualSeconds: usualSeconds * factor, closeSeconds: closeSeconds * factor };
};

/**
 * How long a step is content with what was last seen. A job's servers end within a few minutes of each other, so once the
 * first is through the rest is watched closely; and room that others leave stays empty until somebody looks.
 */
export function lookInterval(intervals: LookIntervals, { waiting, ledger }: Participant, board: JobBoard): number {
  const isClose = waiting.length > 0 || ledger.jobs.some(({ id }) => isEnding(board, id));
  return isClose ? intervals.closeSeconds : intervals.usualSeconds;
}

function isEnding(board: JobBoard, jobId: string): boolean {
  const job = board.view(jobId);
  return job !== undefined && !job.isCompleted && job.servers.some(({ status }) => !UNDER_WAY.has(status));
}

const UNDER_WAY: ReadonlySet<string> = new Set(['PENDING', 'IN_PROGRESS']);
