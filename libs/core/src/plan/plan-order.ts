import { ancestorsOf, type Predecessors } from './ordering.ts';
import type { PlanStep, PlanWave, RecoveryPlan } from './recovery-plan.ts';

/** What each wave waits for: the wave above it where the plan says `order: listed`, what it names otherwise. */
export function wavePredecessors({ order, waves }: Pick<RecoveryPlan, 'order' | 'waves'>): Predecessors<string> {
  return new Map(
    waves.map(({ id, dependsOn = [] }, index) => {
      const above = waves[index - 1];
      if (order === 'listed') return [id, above === undefined ? [] : [above.id]];
      return [id, dependsOn];
    }),
  );
}

/** What each step of a wave waits for within it. */
export const stepPredecessors = ({ steps }: PlanWave): Predecessors<string> =>
  new Map(steps.map(({ id, after = [] }) => [id, after]));

/** A step and where it stands. */
export interface PlacedStep {
  readonly step: PlanStep;
  readonly wave: PlanWave;
  readonly waveIndex: number;
  readonly stepIndex: number;
}

export const placedSteps = ({ waves }: RecoveryPlan): readonly PlacedStep[] =>
  waves.flatMap((wave, waveIndex) => wave.steps.map((step, stepIndex) => ({ step, wave, waveIndex, stepIndex })));

export type IsBefore = (earlier: PlacedStep, later: PlacedStep) => boolean;

/** Whether the plan makes sure that one step is over before another starts. Works on plans with cycles, too. */
export function stepOrder(plan: RecoveryPlan): IsBefore {
  const waves = wavePredecessors(plan);
  const waveAncestors = memoised((waveId: string) => ancestorsOf(waves, waveId));
  const stepAncestors = new Map(
    plan.waves.map((wave) => {
      const steps = stepPredecessors(wave);
      return [wave, memoised((stepId: string) => ancestorsOf(steps, stepId))];
    }),
  );
  return (earlier, later) =>
    earlier.wave === later.wave
      ? (stepAncestors.get(later.wave)?.(later.step.id).has(earlier.step.id) ?? false)
      : waveAncestors(later.wave.id).has(earlier.wave.id);
}

function memoised<Key, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}
