import { errorName, faultOf } from '@breakwater/aws';
import type { JobView } from '../service/jobs.ts';
import type { Regional } from '../service/regional.ts';
import type { ItemDetail, Participant } from './participant.ts';

/** What a kind of job does differently from others. */
export interface JobDriver {
  /** One call, never repeated by itself. `undefined` when the answer names no job. */
  send(
    where: Regional,
    items: readonly { readonly id: string; readonly detail: ItemDetail }[],
    tags: Readonly<Record<string, string>>,
  ): Promise<JobView | undefined>;
  /** The participant's items that the job acts on, if the job is one of its own. */
  ownItems(job: JobView, participant: Participant): readonly string[];
}

/** What a refused or lost call means for its batch. */
export type SendFault =
  /** One of the servers is in another job: AWS refuses the whole batch, and does not say which. */
  | 'busy'
  /** Too much at a time. */
  | 'over-quota'
  | 'not-now'
  /** One of the servers cannot be sent at all, or something else is wrong with the request. */
  | 'invalid'
  /** Nothing that we send is taken. */
  | 'forbidden'
  /** It may have taken effect. */
  | 'unanswered';

const FORBIDDEN: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'AccessDenied',
  'AccountAccessError',
  'UnauthorizedOperation',
  'UninitializedAccountException',
]);
/** Credentials that ended on the way: the next call brings new ones. */
const STALE: ReadonlySet<string> = new Set(['ExpiredTokenException', 'ExpiredToken', 'RequestExpired']);

export function sendFault(error: unknown): SendFault {
  const name = errorName(error);
  if (name === 'ConflictException') return 'busy';
  if (name === 'ServiceQuotaExceededException') return 'over-quota';
  if (STALE.has(name)) return 'not-now';
  const fault = faultOf(error);
  if (fault !== 'refused') return fault;
  return FORBIDDEN.has(name) ? 'forbidden' : 'invalid';
}

/** The quota that was exceeded, when AWS names it. */
export const quotaCodeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'quotaCode' in error && typeof error.quotaCode === 'string' ? error.quotaCode : undefined;
