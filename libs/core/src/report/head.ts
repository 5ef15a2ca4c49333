import type { Execution } from '../execution/execution.ts';
import { statusOfKnown } from './known-execution.ts';
import type { ExecutionHead } from '../ports/execution-store.ts';
import type { Instant } from '../shared/instant.ts';

/**
 * The line that stands for an execution in lists.
 *
 * @param version - the store's version that this state belongs to
 * @param updatedAt - when its last event happened
 * @throws TypeError for an execution that nobody has asked for
 */
export function headOf(execution: Execution, version: number, updatedAt: Instant): ExecutionHead {
  if (execution.kind === 'unknown') throw new TypeError('an unknown execution has no head');
  return {
    executionId: execution.id,
    plan: execution.request.plan,
    planVersion: execution.request.planVersion,
    mode: execution.request.mode,
    status: statusOfKnown(execution),
    outcome: execution.kind === 'ended' ? execution.outcome : null,
    version,
    requestedAt: execution.requestedAt,
    updatedAt,
    ended: execution.kind === 'ended' || execution.kind === 'rejected',
  };
}
