import {
  accepted,
  alternativePlan,
  drillPlan,
  refused,
  type AdapterRegistry,
  type Execution,
  type ExecutionRequest,
  type Finding,
  type RecoveryPlan,
  type Result,
} from '@breakwater/core';
import type { ApplicationDependencies } from '../application.ts';
import type { Executions } from '../executions/fenced-executions.ts';
import { messageOf } from '../shared/error-message.ts';
import { followUpPlan } from './follow-up-plan.ts';
import type { FollowUpKind } from './follow-up-steps.ts';
import { notReversibleFinding, notReversibleSteps } from './not-reversible.ts';

/** The parts of a request that say what its steps are. */
export type WhatToRun = Pick<ExecutionRequest, 'plan' | 'planVersion' | 'planHash' | 'mode' | 'of' | 'steps'>;

export interface PlanToRun {
  readonly plan: RecoveryPlan;
  /** What an operator should know of a plan that was generated. */
  readonly findings: readonly Finding[];
}

/** The waves that an execution runs: the plan's own, those for the way back, or what follows from another execution. */
export async function planToRun(
  { plans, adapters }: ApplicationDependencies,
  executions: Executions,
  request: WhatToRun,
): Promise<Result<PlanToRun, Finding>> {
  const { plan: name, planVersion, mode } = request;
  const stored = await plans.find(name, planVersion);
  if (stored === undefined) return refused(nothingToRun('plan-missing', `plan ${name} has no version ${planVersion}`));
  if (stored.hash !== request.planHash) {
    return refused(nothingToRun('plan-changed', `version ${planVersion} of ${name} is not what was asked for`));
  }
  if (mode === 'drill') return accepted({ plan: drillPlan(stored.plan), findings: [] });
  if (mode === 'recovery') return accepted({ plan: stored.plan, findings: [] });
  const written = mode === 'failback' || mode === 'cleanup' ? alternativePlan(stored.plan, mode) : undefined;
  if (written !== undefined) return accepted({ plan: written, findings: [] });
  return generated({ kind: mode, only: request.steps }, stored.plan, await earlier(executions, request), adapters);
}

const earlier = async (executions: Executions, { of }: WhatToRun): Promise<Execution> =>
  of === undefined ? { kind: 'unknown' } : (await executions.load(of)).execution;

function generated(
  { kind, only }: { readonly kind: FollowUpKind; readonly only: WhatToRun['steps'] },
  plan: RecoveryPlan,
  execution: Execution,
  adapters: AdapterRegistry,
): Result<PlanToRun, Finding> {
  const of = execution.kind === 'unknown' ? 'no execution' : `execution ${execution.id}`;
  let followUp: RecoveryPlan | undefined;
  try {
    followUp = followUpPlan(kind, plan, execution, adapters, only);
  } catch (error) {
    // The same history gives the same error however often it is tried: a person has to know, not the engine to try on.
    const message = `the ${kind} of ${of} can not be generated: ${messageOf(error)}`;
    return refused(nothingToRun(`not-generated:${kind}`, message));
  }
  if (followUp === undefined || execution.kind !== 'ended') {
    return refused(nothingToRun(`nothing-to-do:${kind}`, `${of} left nothing that a ${kind} could act on`));
  }
  return accepted({
    plan: kind === 'failback' ? reviewedFirst(followUp) : followUp,
    findings: kind === 'rollback' ? notReversibleSteps(execution, adapters).map(notReversibleFinding) : [],
  });
}

/** Nobody wrote a generated failback, so a person reviews it before its first step. */
const reviewedFirst = (plan: RecoveryPlan): RecoveryPlan => ({
  ...plan,
  sites: { from: plan.sites.to, to: plan.sites.from },
  waves: plan.waves.map((wave) =>
    wave.dependsOn?.length === 0
      ? {
          ...wave,
          approval: {
            from: [{ role: 'recovery-manager', count: 1 }],
            instructions: 'This failback was generated from a recovery: review its steps before they run',
          },
        }
      : wave,
  ),
});

const nothingToRun = (code: string, message: string): Finding => ({
  id: code,
  code,
  severity: 'error',
  absolute: true,
  message,
});
