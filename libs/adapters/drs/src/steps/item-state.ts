import type { StepLedger } from '../batches/step-ledger.ts';
import type { JobServer, JobView } from '../service/jobs.ts';

/** What became of one item so far. */
export type ItemState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly jobId: string }
  /** Its job is through with it. `unknown`: AWS's word is none that we know, so it does not count as good. */
  | {
      readonly kind: 'done';
      readonly job: JobView;
      readonly outcome: 'good' | 'failed' | 'unknown';
      readonly status: string;
      readonly server: JobServer | undefined;
    }
  /** It ended without a job. */
  | { readonly kind: 'ended'; readonly isGood: boolean; readonly status: string; readonly reason: string };

/** How one kind of job tells about its items. */
export interface JobReading {
  /** The status that means success. */
  readonly good: 'LAUNCHED' | 'TERMINATED';
  isAbout(server: JobServer, item: string): boolean;
}

/**
 * The truth per item. A job that is COMPLETED may hold servers that failed; before that, only a clear success that no
 * post-launch action can undo is taken as the end, because DRS repeats failed attempts by itself.
 */
export function itemState(
  item: string,
  ledger: StepLedger,
  job: (id: string) => JobView | undefined,
  reading: JobReading,
): ItemState {
  const ended = ledger.ended.find((entry) => entry.item === item);
  if (ended !== undefined) return { kind: 'ended', ...ended };
  const own = ledger.jobs.find(({ items }) => items.includes(item));
  if (own === undefined) return { kind: 'waiting' };
  const view = job(own.id);
  if (view === undefined) return { kind: 'running', jobId: own.id };
  const server = view.servers.find((candidate) => reading.isAbout(candidate, item));
  const status = server?.status ?? 'missing from its job';
  const isGood = status === reading.good;
  const isCertain = isGood && server?.recoveryInstanceId !== undefined && !server.hasRunningActions;
  if (!view.isCompleted && !isCertain) return { kind: 'running', jobId: own.id };
  return {
    kind: 'done',
    job: view,
    outcome: isGood ? 'good' : status === 'FAILED' ? 'failed' : 'unknown',
    status,
    server,
  };
}
