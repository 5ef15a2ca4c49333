import type { Execution, ExecutionStatus } from '../execution/execution.ts';
import { statusOf } from '../execution/status.ts';

/** An execution that somebody has asked for. */
export type KnownExecution = Exclude<Execution, { kind: 'unknown' }>;

/** @throws TypeError for an execution that nobody has asked for, which the type rules out */
export function statusOfKnown(execution: KnownExecution): ExecutionStatus {
  const status = statusOf(execution);
  if (status === undefined) throw new TypeError('an unknown execution has no status');
  return status;
}
