import {
  accepted,
  refused,
  type ExecutionRequest,
  type Finding,
  type RecoveryPlan,
  type Result,
} from '@breakwater/core';
import type { ApplicationDependencies } from '../application.ts';
import type { ExecutionLog } from '../executions/execution-log.ts';
import { followUpPlan } from './follow-up-plan.ts';

/** The waves that an execution runs: the plan's own, or those that tidy up after another execution. */
export async function planToRun(
  { plans, adapters }: ApplicationDependencies,
  executions: ExecutionLog,
  request: ExecutionRequest,
): Promise<Result<RecoveryPlan, Finding>> {
  const stored = await plans.find(request.plan, request.planVersion);
  if (stored === undefined) {
    return refused(nothingToRun('plan-missing', `plan ${request.plan} has no version ${request.planVersion}`));
  }
  if (stored.hash !== request.planHash) {
    return refused(nothingToRun('plan-changed', `version ${request.planVersion} of ${request.plan} is not what was asked for`));
  }
  if (request.mode !== 'cleanup') return accepted(stored.plan);
  if (request.of === undefined) return refused(nothingToRun('cleanup-of-nothing', 'a cleanup names the drill it is for'));
  const { execution } = await executions.load(request.of);
  const plan = followUpPlan('cleanup', stored.plan, execution, adapters);
  if (plan === undefined) {
    return refused(nothingToRun('nothing-to-clean-up', `execution ${request.of} left nothing behind that is known`));
  }
  return accepted(plan);
}

const nothingToRun = (code: string, message: string): Finding => ({
  id: code,
  code,
  severity: 'error',
  absolute: true,
  message,
});
