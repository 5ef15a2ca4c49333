import type { FailurePolicy } from '../plan/recovery-plan.ts';
import type { StepId } from '../shared/ids.ts';
import type { ExecutionEventBody } from './events.ts';
import type { Run } from './execution.ts';

/** What the plan says should follow when this step fails. */
export function failurePolicyOf(run: Run, stepId: StepId): FailurePolicy {
  const waveId = run.graph.steps[stepId]?.waveId;
  const wave = run.graph.waves.find(({ id }) => id === waveId);
  if (wave === undefined) throw new Error(`step ${stepId} is of no wave of this graph`);
  return wave.onFailure;
}

/** Nothing new starts anywhere, since a step failed whose wave says `onFailure: stop`. */
export const stoppedBy = (stepId: StepId): ExecutionEventBody => ({
  type: 'execution-halted',
  reason: 'stopped',
  note: `step ${stepId} failed and its wave says stop`,
});
