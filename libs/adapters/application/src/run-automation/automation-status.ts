const GOOD: ReadonlySet<string> = new Set(['Success', 'CompletedWithSuccess']);

const BAD: ReadonlySet<string> = new Set([
  'TimedOut',
  'Cancelled',
  'Failed',
  'Rejected',
  'ChangeCalendarOverrideRejected',
  'CompletedWithFailure',
  'Exited',
]);

const RUNNING: ReadonlySet<string> = new Set([
  'Pending',
  'InProgress',
  'Waiting',
  'Cancelling',
  'PendingApproval',
  'Approved',
  'Scheduled',
  'RunbookInProgress',
  'PendingChangeCalendarOverride',
  'ChangeCalendarOverrideApproved',
]);

/** What an automation's status means; only two words are good, and none that is not listed here. */
export function phaseOf(status: string): 'running' | 'succeeded' | 'failed' | 'unknown' {
  if (GOOD.has(status)) return 'succeeded';
  if (BAD.has(status)) return 'failed';
  return RUNNING.has(status) ? 'running' : 'unknown';
}
