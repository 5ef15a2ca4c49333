import {
  targetKey,
  type AdapterRegistry,
  type EndedExecution,
  type Execution,
  type FollowUpStep,
  type OperationStep,
  type PlanStep,
  type RecoveryPlan,
  type StepState,
} from '@breakwater/core';
import { operationRequest } from '../steps/operation-request.ts';

/**
 * The plan that tidies up after a drill: one wave of the steps that its operations name. They are ordinary steps, with
 * journals, leases and retries like any other.
 *
 * @returns `undefined` when no operation left anything
 */
export function cleanupPlan(
  plan: RecoveryPlan,
  drill: Execution,
  adapters: AdapterRegistry,
): RecoveryPlan | undefined {
  if (drill.kind !== 'ended') return undefined;
  const { run } = drill;
  const steps: PlanStep[] = [];
  const targets: NonNullable<RecoveryPlan['targets']> = {};
  for (const step of Object.values(run.graph.steps)) {
    if (step.kind !== 'operation') continue;
    for (const [index, followUp] of followUps(drill, step, run.steps[step.id], adapters).entries()) {
      const target = `cleanup-${targetKey(step.target).replace('/', '-')}`;
      targets[target] = { account: step.target.account, region: step.target.region };
      steps.push(planStep(step, followUp, index, target));
    }
  }
  if (steps.length === 0) return undefined;
  const { order: _order, protectionGroups: _groups, parameters: _parameters, ...kept } = plan;
  return { ...kept, targets, waves: [{ id: 'cleanup', dependsOn: [], onFailure: 'pause', steps }] };
}

function followUps(
  drill: EndedExecution,
  step: OperationStep,
  state: StepState | undefined,
  adapters: AdapterRegistry,
): readonly FollowUpStep[] {
  const operation = adapters.operation(step.technology, step.operation);
  if (operation?.cleanup === undefined || state === undefined || !('result' in state) || state.result === undefined) return [];
  return operation.cleanup(operationRequest(drill, step), state.result.resources);
}

const planStep = (step: OperationStep, followUp: FollowUpStep, index: number, target: string): PlanStep => ({
  id: index === 0 ? `${step.id}-cleanup` : `${step.id}-cleanup-${index + 1}`,
  technology: step.technology,
  operation: followUp.operation,
  description: followUp.description,
  target,
  params: { ...followUp.params },
});
