import type { DrillBehaviour, DurationEstimate, ResolvedResource } from '../adapter/technology-adapter.ts';
import type { PlanStep } from '../plan/recovery-plan.ts';
import { stepId, type StageId, type WaveId } from '../shared/ids.ts';
import type { Mode } from '../shared/modes.ts';
import { NO_TARGET, type BoundStep } from './bind-steps.ts';
import type { ManualStep, OperationStep } from './stage-graph.ts';

interface StepPlace {
  readonly waveId: WaveId;
  readonly stageId: StageId;
}

/** Minutes that a manual step is given when its author does not say. */
const EXPECTED_MINUTES = 15;

/** Room beyond the longest expected duration before a step counts as timed out. */
const TIMEOUT_FACTOR = 1.5;

export function compileManualStep(step: PlanStep, place: StepPlace): ManualStep {
  return {
    kind: 'manual',
    ...baseOf(step, place),
    instructions: step.instructions ?? '',
    owner: step.owner ?? '',
    expectedSeconds: (step.expectedMinutes ?? EXPECTED_MINUTES) * 60,
  };
}

export function compileOperationStep(
  step: PlanStep,
  place: StepPlace,
  bound: BoundStep,
  { mode, resources }: { readonly mode: Mode; readonly resources: readonly ResolvedResource[] },
): OperationStep {
  const request = bound.preview(resources);
  const drillBehaviour = bound.operation.inDrill(request);
  const estimate = bound.operation.estimate(request);
  return {
    kind: 'operation',
    ...baseOf(step, place),
    target: bound.target ?? NO_TARGET,
    params: bound.params,
    resources,
    ...(bound.choice?.launch === undefined ? {} : { launch: bound.choice.launch }),
    ...(bound.holds.length === 0 ? {} : { holds: bound.holds }),
    treatment: treatmentOf(step, mode, drillBehaviour),
    drillBehaviour,
    ...(step.tolerate === undefined ? {} : { tolerate: step.tolerate }),
    retry: {
      attempts: step.retry?.attempts ?? 1,
      only: step.retry?.only ?? 'failed',
      backoffSeconds: step.retry?.backoffSeconds ?? 0,
    },
    timeoutSeconds: timeoutSeconds(step, estimate),
    estimateSeconds: estimate.typicalSeconds,
  };
}

/** A drill runs what is disruptive only where the step names a target for drills. */
const treatmentOf = (step: PlanStep, mode: Mode, behaviour: DrillBehaviour): OperationStep['treatment'] =>
  mode === 'drill' && behaviour === 'disruptive' && step.drill === undefined ? 'validate-only' : 'exercise';

const timeoutSeconds = ({ timeoutMinutes }: PlanStep, { longestSeconds }: DurationEstimate): number =>
  timeoutMinutes === undefined ? Math.ceil(longestSeconds * TIMEOUT_FACTOR) : timeoutMinutes * 60;

const baseOf = (step: PlanStep, place: StepPlace) => ({
  ...place,
  id: stepId(step.id),
  technology: step.technology,
  operation: step.operation,
  ...(step.description === undefined ? {} : { description: step.description }),
});
