import type { CompiledWave } from '../compile/stage-graph.ts';
import type { Run, StepState } from '../execution/execution.ts';
import { isSettled } from '../execution/step-states.ts';
import type { StepId } from '../shared/ids.ts';
import { laterOf, type Instant } from '../shared/instant.ts';
import { stepTimes } from './run-times.ts';

/** The steps of a wave that run in this execution, in the order of its stages. */
export function stepsOfWave(
  run: Run,
  wave: CompiledWave,
): readonly { readonly id: StepId; readonly state: StepState }[] {
  const stages = new Set(wave.stages);
  return run.graph.stages
    .filter(({ id }) => stages.has(id))
    .flatMap(({ steps }) => steps.map((id) => ({ id, state: run.steps[id] ?? { kind: 'pending' } })));
}

/** From the opening of a wave's first stage to the end of its last step; what has not happened is null. */
export function waveTimes(
  run: Run,
  wave: CompiledWave,
): { readonly startedAt: Instant | null; readonly completedAt: Instant | null } {
  const opened = wave.stages.flatMap((id) => run.stageTimes[id]?.openedAt ?? []);
  const startedAt = opened.reduce<Instant | null>((first, at) => (first === null || at < first ? at : first), null);
  const states = stepsOfWave(run, wave).map(({ state }) => state);
  if (startedAt === null || !states.every(isSettled)) return { startedAt, completedAt: null };
  const completedAt = states.reduce<Instant>(
    (last, state) => laterOf(last, stepTimes(state).completedAt ?? last),
    startedAt,
  );
  return { startedAt, completedAt };
}
