import { misfits } from '../../compile/history-estimate.ts';
import type { Stage } from '../../compile/stage-graph.ts';
import { stagedWaves } from '../../compile/stages.ts';
import { fault, type Fault } from '../fault.ts';
import { placedSteps } from '../plan-order.ts';
import type { RecoveryPlan } from '../recovery-plan.ts';
import { wavePath, type PlanRule } from './context.ts';
import { knownSteps, knownWaves, noCycles, oneOrdering, uniqueIds } from './ordering-rules.ts';

/** Without these a plan has no stages to count. */
const ORDERING: readonly PlanRule[] = [uniqueIds, oneOrdering, knownWaves, knownSteps, noCycles];

/**
 * The plan fits the limits of every engine, so that it runs on whichever is left. Judged with all its steps; `compile`
 * judges what is left of them in an execution.
 */
export const fitsEngines: PlanRule = (context) => {
  if (ORDERING.some((rule) => rule(context).length > 0)) return [];
  const waves = stagedWaves(context.plan, { wave: () => true, step: () => true });
  return sizeFaults(
    context.plan,
    waves.flatMap(({ stages }) => stages),
  );
};

/** What no engine could pass on or keep, at its wave; about the waves together where it is about all of them. */
export function sizeFaults(plan: RecoveryPlan, stages: readonly Stage[]): readonly Fault[] {
  const technologies = new Map<string, string>(placedSteps(plan).map(({ step }) => [step.id, step.technology]));
  const waves = new Map<string, string>(stages.map(({ id, waveId }) => [id, waveId]));
  return misfits({ stages, technologyOf: (step) => technologies.get(step) ?? '' }).map(({ stage, message }) => {
    const wave = stage === undefined ? undefined : waves.get(stage);
    const index = plan.waves.findIndex(({ id }) => id === wave);
    return index < 0
      ? fault('too-large', ['waves'], `${message}: divide the plan`)
      : fault('too-large', wavePath(index), `${message}: divide the wave`);
  });
}
