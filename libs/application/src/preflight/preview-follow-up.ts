import { accepted, refused, type ExecutionId, type Result } from '@breakwater/core';
import type { ApplicationDependencies, FollowUpPreview, FollowUpRefusal } from '../application.ts';
import type { Executions } from '../executions/fenced-executions.ts';
import { followUpRefusal } from '../executions/start-refusals.ts';
import type { FollowUpKind } from './follow-up-steps.ts';
import { planToRun } from './plan-to-run.ts';

/**
 * What a follow-up of an execution would run, for review: its plan, and what it could not do. It reads the stored
 * history alone.
 *
 * @returns `undefined` for an unknown execution
 */
export async function previewFollowUp(
  deps: ApplicationDependencies,
  executions: Executions,
  kind: FollowUpKind,
  of: ExecutionId,
): Promise<Result<FollowUpPreview, FollowUpRefusal> | undefined> {
  const { execution } = await executions.load(of);
  if (execution.kind === 'unknown') return undefined;
  const { plan, planVersion, planHash } = execution.request;
  const stored = await deps.plans.find(plan, planVersion);
  if (stored === undefined) {
    return refused({ code: 'plan-unknown', message: `there is no plan ${plan} in version ${planVersion}` });
  }
  const refusal = followUpRefusal(kind, stored, execution);
  if (refusal !== undefined) return refused(refusal);
  const found = await planToRun(deps, executions, { plan, planVersion, planHash, mode: kind, of });
  return accepted(found.ok ? found.value : { plan: null, findings: [found.error] });
}
