import { accepted, refused, type ExecutionId, type Result, type StepId } from '@breakwater/core';
import type { ApplicationDependencies, FollowUpPreview, FollowUpRefusal } from '../application.ts';
import type { Executions } from '../executions/fenced-executions.ts';
import { followUpRefusal } from '../executions/start-refusals.ts';
import type { FollowUpKind } from './follow-up-steps.ts';
import { planToRun } from './plan-to-run.ts';
import { stepsToKeep } from './steps-to-keep.ts';

/** What somebody wants to see. */
export interface FollowUpQuestion {
  readonly kind: FollowUpKind;
  readonly of: ExecutionId;
  /** Of a keep: the steps whose instances stay. */
  readonly steps: readonly StepId[] | undefined;
}

/**
 * What a follow-up of an execution would run, for review: its plan, and what it could not do. It reads the stored
 * history alone.
 *
 * @returns `undefined` for an unknown execution
 */
export async function previewFollowUp(
  deps: ApplicationDependencies,
  executions: Executions,
  { kind, of, steps: wanted }: FollowUpQuestion,
): Promise<Result<FollowUpPreview, FollowUpRefusal> | undefined> {
  const { execution } = await executions.load(of);
  if (execution.kind === 'unknown') return undefined;
  const { plan, planVersion, planHash } = execution.request;
  const stored = await deps.plans.find(plan, planVersion);
  if (stored === undefined) {
    return refused({ code: 'plan-unknown', message: `there is no plan ${plan} in version ${planVersion}` });
  }
  const refusal = followUpRefusal({ mode: kind, ...(wanted !== undefined && { steps: wanted }) }, stored, execution);
  if (refusal !== undefined) return refused(refusal);
  const what = { plan, planVersion, planHash, mode: kind, of };
  if (kind !== 'keep' || execution.kind !== 'ended') return previewed(await planToRun(deps, executions, what));
  const steps = stepsToKeep(execution, deps.adapters, wanted);
  return steps.ok ? previewed(await planToRun(deps, executions, { ...what, steps: steps.value })) : steps;
}

const previewed = (found: Awaited<ReturnType<typeof planToRun>>): Result<FollowUpPreview, FollowUpRefusal> =>
  accepted(found.ok ? found.value : { plan: null, findings: [found.error] });
