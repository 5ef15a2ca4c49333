import { errorName } from '@breakwater/aws';
import type { TaskFailure } from '../calls/task-calls.ts';
import { WORKER_ERRORS } from '../messages.ts';

/** The reason with which handlers are told to let go. */
export class WorkerStoppedError extends Error {
  override readonly name = 'WorkerStoppedError';
  constructor(options?: ErrorOptions) {
    super('the worker is stopping: another goes on with the task', options);
  }
}

/** A task that no worker of this version can read. */
export class UnreadableTaskError extends Error {
  override readonly name = 'UnreadableTaskError';
  readonly activity: string;
  constructor(activity: string, what: string, options?: ErrorOptions) {
    super(
      `a task of ${activity} cannot be read: ${what}; deploy state machine and workers in the same version`,
      options,
    );
    this.activity = activity;
  }
}

/** AWS takes 32,768 characters; what helps is at the beginning, and the history has to hold every attempt. */
const LONGEST_CAUSE = 1_000;

/** What a message could carry that must not stay in a history: keys, signatures, and whatever is called a secret. */
const SECRETS: readonly RegExp[] = [
  /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/g,
  /\bX-Amz-(?:Signature|Credential|Security-Token)=[^&\s"']+/gi,
  /\b(?:Signature|Credential)=[^,\s"']+/g,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  /\bBearer\s+\S+/gi,
  /["']?\b\w*(?:password|passwd|secret|token|api[-_]?key)\w*\b["']?\s*[:=]\s*(?:"[^"]*"|'[^']*'|[^\s,;&}]+)/gi,
  /\/\/[^/\s:@]+:[^/\s@]+@/g,
  // Tokens and session credentials are long and have no words in them.
  /\b[A-Za-z0-9+/=_-]{80,}/g,
];

const REMOVED = '[removed]';

/** Text that may go into the state machine's history: short, and free of what looks like a secret. */
export const historyText = (text: string): string => {
  const clean = SECRETS.reduce((left, secret) => left.replace(secret, REMOVED), text);
  return clean.length <= LONGEST_CAUSE ? clean : `${clean.slice(0, LONGEST_CAUSE - 1)}…`;
};

/** What a worker reports instead of an answer. An operation that failed never comes here: it is an answer. */
export function workerFailure(error: unknown): TaskFailure {
  const cause = historyText(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  switch (errorName(error)) {
    case 'EngineSupersededError':
      return { error: WORKER_ERRORS.superseded, cause };
    case 'WorkerStoppedError':
      return { error: WORKER_ERRORS.letGo, cause };
    default:
      return { error: WORKER_ERRORS.fault, cause };
  }
}
