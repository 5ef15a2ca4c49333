import type { Progress, ResourceOutcome } from '../adapter/resource-outcome.ts';
import type { CompiledStep, ExcludedStep } from '../compile/stage-graph.ts';
import type { StepResult, StepState } from '../execution/execution.ts';
import type { StepReport, StepStatus } from './execution-report.ts';
import { stepTimes } from './run-times.ts';

/** What a step has left behind so far. */
export function resultOf(state: StepState): StepResult | undefined {
  if ('result' in state) return state.result;
  return 'previous' in state ? state.previous : undefined;
}

const STATUSES: Record<StepState['kind'], StepStatus> = {
  pending: 'pending',
  running: 'running',
  retrying: 'retrying',
  deciding: 'deciding',
  'by-hand': 'waiting',
  succeeded: 'succeeded',
  accepted: 'accepted',
  'done-by-hand': 'done-by-hand',
  skipped: 'skipped',
  failed: 'failed',
  'not-run': 'not-run',
};

export function stepReport(step: CompiledStep, state: StepState, progress: Progress | undefined): StepReport {
  const result = resultOf(state);
  return {
    id: step.id,
    technology: step.technology,
    operation: step.operation,
    status: STATUSES[state.kind],
    exercised: exercisedBy(step, state, result),
    attempts: attemptsOf(state),
    ...stepTimes(state),
    reason: reasonOf(state),
    progress: state.kind === 'running' ? (progress ?? null) : null,
    estimateSeconds: step.kind === 'operation' ? step.estimateSeconds : step.expectedSeconds,
    resources: (result?.resources ?? []).map(resourceReport),
  };
}

export const excludedStepReport = ({ id, technology, operation, reason }: ExcludedStep): StepReport => ({
  id,
  technology,
  operation,
  status: 'not-applicable',
  exercised: null,
  attempts: 0,
  startedAt: null,
  completedAt: null,
  reason: reason === 'when' ? 'does not apply in this mode and intent' : 'its wave was not asked for',
  progress: null,
  estimateSeconds: null,
  resources: [],
});

/** A manual step is exercised when somebody has done it. */
function exercisedBy(step: CompiledStep, state: StepState, result: StepResult | undefined): boolean | null {
  if (step.kind === 'manual') return state.kind === 'done-by-hand' ? true : null;
  return result?.exercised ?? null;
}

/** Attempts that were begun; the one that is due is not among them yet. */
function attemptsOf(state: StepState): number {
  if (!('attempt' in state)) return 0;
  return state.kind === 'retrying' ? state.attempt - 1 : state.attempt;
}

function reasonOf(state: StepState): string | null {
  if ('failure' in state) return state.failure.message;
  switch (state.kind) {
    case 'not-run':
      return NOT_RUN[state.reason];
    case 'skipped':
      return state.exceptions[0]?.reason ?? null;
    default:
      return null;
  }
}

const NOT_RUN: Record<Extract<StepState, { kind: 'not-run' }>['reason'], string> = {
  cancelled: 'the execution was cancelled',
  stopped: 'the execution was stopped by a failure elsewhere',
  'predecessor-failed': 'something it depends on failed',
  rejected: 'its wave was not approved',
};

const resourceReport = ({
  id,
  name,
  status,
  reason,
  recoveryPointAt,
  facts,
}: ResourceOutcome): StepReport['resources'][number] => ({
  ...facts,
  id,
  status,
  ...(name === undefined ? {} : { name }),
  ...(reason === undefined ? {} : { reason }),
  ...(recoveryPointAt === undefined ? {} : { recoveryPointAt }),
});
