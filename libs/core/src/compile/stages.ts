import { topologicalOrder, withoutNodes, type Predecessors } from '../plan/ordering.ts';
import { stepPredecessors, wavePredecessors } from '../plan/plan-order.ts';
import type { PlanWave, RecoveryPlan } from '../plan/recovery-plan.ts';
import { stageId, stepId, waveId, type StepId, type WaveId } from '../shared/ids.ts';
import type { Stage } from './stage-graph.ts';

/** A wave that runs, what it waits for among those that run, and its stages. */
export interface StagedWave {
  readonly wave: PlanWave;
  readonly dependsOn: readonly WaveId[];
  readonly stages: readonly Stage[];
}

export interface Kept {
  readonly wave: (id: string) => boolean;
  readonly step: (id: string) => boolean;
}

/** The waves that run, in topological order. Whoever waited for one that is left out waits for what that one waited for. */
export function stagedWaves(plan: RecoveryPlan, kept: Kept): readonly StagedWave[] {
  const dependsOn = withoutNodes(wavePredecessors(plan), kept.wave);
  const byId = new Map(plan.waves.map((wave) => [wave.id, wave]));
  return sorted(dependsOn).flatMap((id) => {
    const wave = byId.get(id);
    if (wave === undefined) return [];
    const before = (dependsOn.get(id) ?? []).map(waveId);
    return [{ wave, dependsOn: before, stages: stagesOf(wave, before, kept.step) }];
  });
}

/** A wave's steps in sets that wait for the same: no step waits for another that the plan does not name. */
function stagesOf(wave: PlanWave, afterWaves: readonly WaveId[], isKept: (id: string) => boolean): readonly Stage[] {
  const after = withoutNodes(stepPredecessors(wave), isKept);
  const sets = Map.groupBy(sorted(after), (id) => [...(after.get(id) ?? [])].sort().join(' '));
  return [...sets.values()].map((steps, index) => ({
    id: stageId(`${wave.id}.${index + 1}`),
    waveId: waveId(wave.id),
    afterWaves,
    afterSteps: afterStepsOf(after, steps),
    steps: steps.map(stepId),
  }));
}

const afterStepsOf = (after: Predecessors<string>, [first]: readonly string[]): readonly StepId[] =>
  first === undefined ? [] : (after.get(first) ?? []).map(stepId);

function sorted(predecessors: Predecessors<string>): readonly string[] {
  const result = topologicalOrder(predecessors);
  if (!result.ok) throw new Error(`these come round in a cycle: ${result.left.join(', ')}`);
  return result.order;
}
