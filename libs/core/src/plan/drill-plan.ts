import type { Fault } from './fault.ts';
import type { Path } from './path.ts';
import type { PlanStep, RecoveryPlan } from './recovery-plan.ts';

/**
 * The plan as a drill runs it: a step that names a drill target acts there, with its parameters for drills laid over its
 * own. Such a step is exercised even where its operation is disruptive: that is what the target is for.
 */
export const drillPlan = (plan: RecoveryPlan): RecoveryPlan =>
  hasDrillTargets(plan)
    ? { ...plan, waves: plan.waves.map((wave) => ({ ...wave, steps: wave.steps.map(drillStep) })) }
    : plan;

export const hasDrillTargets = ({ waves }: RecoveryPlan): boolean =>
  waves.some(({ steps }) => steps.some(({ drill }) => drill !== undefined));

function drillStep(step: PlanStep): PlanStep {
  const { drill } = step;
  if (drill === undefined) return step;
  const { target = step.target, params } = drill;
  return {
    ...step,
    ...(target !== undefined && { target }),
    ...((step.params ?? params) !== undefined && { params: { ...step.params, ...params } }),
  };
}

/** Faults of the plan that a drill runs, at the place where their author wrote what is wrong; others are dropped. */
export function drillFaults(plan: RecoveryPlan, faults: readonly Fault[]): readonly Fault[] {
  return faults.flatMap((fault) => {
    const path = drillPath(plan, fault.path);
    return path === undefined ? [] : [{ ...fault, path }];
  });
}

function drillPath(plan: RecoveryPlan, path: Path): Path | undefined {
  const [first, wave, second, step, field, member, ...rest] = path;
  if (first !== 'waves' || second !== 'steps' || typeof wave !== 'number' || typeof step !== 'number') return undefined;
  const drill = plan.waves[wave]?.steps[step]?.drill;
  if (drill === undefined) return undefined;
  const place: Path = ['waves', wave, 'steps', step, 'drill'];
  if (field === 'target' && drill.target !== undefined) return [...place, 'target'];
  const isOwn = field === 'params' && (member === undefined || Object.hasOwn(drill.params ?? {}, member));
  return isOwn ? [...place, 'params', ...(member === undefined ? [] : [member]), ...rest] : undefined;
}
