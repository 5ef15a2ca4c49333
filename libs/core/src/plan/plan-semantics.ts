import type { AdapterRegistry } from '../adapter/define-adapter.ts';
import { alternativePlan, type Alternative } from './alternatives.ts';
import { drillFaults, drillPlan, hasDrillTargets } from './drill-plan.ts';
import type { Fault } from './fault.ts';
import type { BoundParameters } from './parameters.ts';
import { placedSteps, stepOrder } from './plan-order.ts';
import type { RecoveryPlan } from './recovery-plan.ts';
import type { PlanContext, PlanRule } from './rules/context.ts';
import { parameterDefaults, protectionGroups, siteRegions, targetsAreComplete } from './rules/declaration-rules.ts';
import { fitsEngines } from './rules/engine-rules.ts';
import { launchProfiles } from './rules/launch-rules.ts';
import { knownSteps, knownWaves, noCycles, oneOrdering, uniqueIds } from './rules/ordering-rules.ts';
import { stepParams } from './rules/params.ts';
import { noReferencesElsewhere, paramReferences, recoveringSteps } from './rules/reference-rules.ts';
import { noSharedResources, resourceChoices } from './rules/resource-rules.ts';
import { knownOperations, manualSteps, operationSteps } from './rules/step-rules.ts';

const RULES: readonly PlanRule[] = [
  uniqueIds,
  oneOrdering,
  knownWaves,
  knownSteps,
  noCycles,
  siteRegions,
  parameterDefaults,
  targetsAreComplete,
  protectionGroups,
  launchProfiles,
  knownOperations,
  manualSteps,
  operationSteps,
  stepParams,
  paramReferences,
  recoveringSteps,
  noReferencesElsewhere,
  resourceChoices,
  noSharedResources,
  fitsEngines,
];

export function planContext(plan: RecoveryPlan, registry: AdapterRegistry, bound: BoundParameters): PlanContext {
  const steps = placedSteps(plan);
  const stepById = new Map(steps.toReversed().map((placed) => [placed.step.id, placed]));
  return { plan, registry, bound, steps, stepById, isBefore: stepOrder(plan) };
}

/** Every fault of meaning in a plan of the right shape, its waves for other modes included. */
export const semanticFaults = (context: PlanContext): readonly Fault[] => [
  ...faultsOf(context),
  ...faultsOfDrill(context),
  ...ALTERNATIVES.flatMap((alternative) => faultsOfAlternative(context, alternative)),
];

/** Where steps name a drill target, a drill runs another plan. */
const faultsOfDrill = ({ plan, registry, bound }: PlanContext): readonly Fault[] =>
  hasDrillTargets(plan) ? drillFaults(plan, faultsOf(planContext(drillPlan(plan), registry, bound))) : [];

const ALTERNATIVES: readonly Alternative[] = ['failback', 'cleanup'];

const faultsOf = (context: PlanContext): readonly Fault[] => RULES.flatMap((rule) => rule(context));

/** Waves for another mode are a graph of their own; what is wrong outside of them is told once, for the plan. */
function faultsOfAlternative({ plan, registry, bound }: PlanContext, alternative: Alternative): readonly Fault[] {
  const other = alternativePlan(plan, alternative);
  if (other === undefined) return [];
  return faultsOf(planContext(other, registry, bound)).flatMap((fault) => {
    const [first, ...rest] = fault.path;
    return first === 'waves' ? [{ ...fault, path: [alternative, ...rest] }] : [];
  });
}
