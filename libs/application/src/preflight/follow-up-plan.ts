import {
  resolveStepReferences,
  type AdapterRegistry,
  type EndedExecution,
  type Execution,
  type FollowUpStep,
  type OperationRequest,
  type OperationStep,
  type RecoveryPlan,
  type StepId,
  type StepState,
  type StepTrace,
} from '@breakwater/core';
import { outputsOf } from '../steps/build-request.ts';
import { operationRequest } from '../steps/operation-request.ts';
import { targetName, type FollowUpKind, type FollowUps, type PlacedFollowUp } from './follow-up-steps.ts';
import { followUpWaves } from './follow-up-waves.ts';

/**
 * The plan that tidies up after a drill or keeps what it launched, takes back what an execution did, or returns to the site
 * of origin: the steps that the operations themselves name, as ordinary steps with journals, leases and retries. A rollback
 * runs against the order of the execution, a failback in the phases that its operations name.
 *
 * @param only - the execution's steps that are followed up; all when absent
 * @returns `undefined` when no operation has anything to do
 */
export function followUpPlan(
  kind: FollowUpKind,
  plan: RecoveryPlan,
  execution: Execution,
  adapters: AdapterRegistry,
  only?: readonly StepId[],
): RecoveryPlan | undefined {
  if (execution.kind !== 'ended') return undefined;
  const byStep = new Map(
    [...followUpsOf(kind, execution, adapters)].filter(([id]) => only === undefined || only.includes(id)),
  );
  if (byStep.size === 0) return undefined;
  const targets: NonNullable<RecoveryPlan['targets']> = {};
  for (const { target, byHand } of [...byStep.values()].flat()) {
    if (byHand === undefined) targets[targetName(target)] = { ...target };
  }
  const { order: _order, protectionGroups: _groups, parameters: _parameters, ...kept } = plan;
  return { ...kept, targets, waves: followUpWaves(kind, execution.run, byStep) };
}

/** What the operations name, by the execution's step; steps with nothing to follow up are left out. */
export function followUpsOf(kind: FollowUpKind, execution: EndedExecution, adapters: AdapterRegistry): FollowUps {
  const { run } = execution;
  const found = new Map<StepId, readonly PlacedFollowUp[]>();
  for (const step of Object.values(run.graph.steps)) {
    const trace = step.kind === 'operation' ? traceOf(run.steps[step.id]) : undefined;
    if (step.kind !== 'operation' || trace === undefined) continue;
    const operation = adapters.operation(step.technology, step.operation);
    const steps = operation?.[kind]?.(requestAsRun(execution, step), trace) ?? [];
    if (steps.length > 0)
      found.set(
        step.id,
        steps.map((followUp, index) => placed(step, followUp, index)),
      );
  }
  return found;
}

/** The request with what earlier steps gave, as the step had it when it was exercised. */
function requestAsRun(execution: EndedExecution, step: OperationStep): OperationRequest {
  const resolved = resolveStepReferences(step.params, (id) => outputsOf(execution.run.steps[id]));
  return { ...operationRequest(execution, step), ...(resolved.ok && { params: resolved.value }) };
}

const placed = (step: OperationStep, followUp: FollowUpStep, index: number): PlacedFollowUp => ({
  ...followUp,
  index,
  technology: step.technology,
  target: followUp.target ?? step.target,
});

/** What a step is known to have done; nothing when it never ran, or a drill only validated it. */
export function traceOf(state: StepState | undefined): StepTrace | undefined {
  if (state === undefined || !('result' in state) || state.result === undefined || !state.result.exercised)
    return undefined;
  const { resources, outputs, captured = {} } = state.result;
  return { resources, outputs, captured };
}
