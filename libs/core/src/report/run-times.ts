import type { Gate, Run, StepState } from '../execution/execution.ts';
import type { StepId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { without, type Interval } from './intervals.ts';

/** When a step began and when it was over, as far as it is. */
export function stepTimes(state: StepState): {
  readonly startedAt: Instant | null;
  readonly completedAt: Instant | null;
} {
  return {
    startedAt: 'startedAt' in state ? state.startedAt : null,
    completedAt: 'completedAt' in state ? state.completedAt : null,
  };
}

/** The time in which a gate waited for somebody. */
export const gateInterval = ({ openedAt, state }: Gate, now: Instant): Interval => ({
  from: openedAt,
  to: state.kind === 'closed' ? state.at : now,
});

const gatesOfStep = (run: Run, id: StepId): readonly Gate[] =>
  Object.values(run.gates).filter(({ subject }) => 'stepId' in subject && subject.stepId === id);

/** The time in which people were asked about the steps, or held the whole execution. */
export const humanIntervals = (run: Run, steps: readonly StepId[], now: Instant): readonly Interval[] => {
  const asked = new Set(steps);
  return Object.values(run.gates)
    .filter(({ subject }) => subject.kind === 'hold' || ('stepId' in subject && asked.has(subject.stepId)))
    .map((gate) => gateInterval(gate, now));
};

/** The time in which a machine worked on a step: from its start to its end, without the decisions in between. */
export function workIntervals(run: Run, id: StepId, now: Instant): readonly Interval[] {
  const state = run.steps[id];
  const { startedAt, completedAt } = state === undefined ? { startedAt: null, completedAt: null } : stepTimes(state);
  if (startedAt === null || run.graph.steps[id]?.kind === 'manual') return [];
  const gates = gatesOfStep(run, id).map((gate) => gateInterval(gate, now));
  return without([{ from: startedAt, to: completedAt ?? now }], gates);
}
