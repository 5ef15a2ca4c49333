import type { HeldResource, Operation, OperationRequest } from '../adapter/technology-adapter.ts';
import type { AdapterRegistry } from '../adapter/define-adapter.ts';
import { fault, planFaults, type Fault } from '../plan/fault.ts';
import { boundParameters, resolveParameters, withParameters, type BoundParameters } from '../plan/parameters.ts';
import { launchSettings, type LaunchSettings } from '../plan/launch/launch-settings.ts';
import { own } from '../plan/path.ts';
import { placedSteps, type PlacedStep } from '../plan/plan-order.ts';
import type { RecoveryPlan, Selection } from '../plan/recovery-plan.ts';
import { suggestion } from '../plan/nearest.ts';
import { hasReference } from '../plan/references.ts';
import { planContext } from '../plan/plan-semantics.ts';
import { isManual, operationOf, stepPath, type PlanContext } from '../plan/rules/context.ts';
import { paramFaults, paramsOf, readableParams } from '../plan/rules/params.ts';
import { applies } from '../plan/rules/reference-rules.ts';
import { isKnown } from '../plan/rules/resource-rules.ts';
import { BUILT_IN, notInstalled } from '../plan/rules/step-rules.ts';
import { resolveTarget } from '../plan/targets.ts';
import type { PlanFault } from '../shared/finding.ts';
import { stepId, waveId, type ExecutionId, type ResourceKey, type StepId, type WaveId } from '../shared/ids.ts';
import type { JsonObject } from '../shared/json.ts';
import type { Intent, Mode } from '../shared/modes.ts';
import { accepted, refused, type Result } from '../shared/result.ts';
import { everywhereIn, resourceKey, type Target } from '../shared/target.ts';
import type { ExcludedStep } from './stage-graph.ts';

/** What an execution wants of a plan. The plan has passed `checkPlan`. */
export interface Occasion {
  readonly plan: RecoveryPlan;
  readonly executionId: ExecutionId;
  readonly mode: Mode;
  readonly intent: Intent;
  /** Values of the request; the plan's defaults fill the rest. */
  readonly parameters?: JsonObject;
  readonly only?: { readonly waves: readonly string[] };
  readonly registry: AdapterRegistry;
}

/** The resources that a step acts on, still to be looked up. */
export interface BoundChoice {
  readonly selection: Selection;
  /** Which type of the technology's resources is meant, where it has several. */
  readonly resourceType?: string;
  /** The protection group it comes from, and how many resources the plan expects in it. */
  readonly group?: { readonly name: string; readonly expect?: { readonly min: number; readonly max: number } };
  /** How the group's servers are launched in this execution's mode, where it says so. */
  readonly launch?: LaunchSettings;
}

/** A step of an adapter with the parameters of this execution: all that preflight needs to look at it. */
export interface BoundStep {
  readonly id: StepId;
  readonly waveId: WaveId;
  readonly technology: string;
  readonly operation: Operation;
  /** Absent where the operation acts on no account (technology `built-in`). */
  readonly target?: Target;
  /** References to other steps' outputs are still there. */
  readonly params: JsonObject;
  /** Absent when the step names no resources, or only outputs of other steps tell which. */
  readonly choice?: BoundChoice;
  /** What the step changes besides its resources, as far as it is known before the run. */
  readonly holds: readonly ResourceKey[];
  /** The request for this step once its resources are known; preflight validates with it. */
  request(resources: OperationRequest['resources']): OperationRequest;
  /**
   * The same for an operation's pure functions (`inDrill`, `estimate`, `runbook`), which may be asked before outputs of
   * other steps are there: those have the right type, and the reference as their text.
   */
  preview(resources: OperationRequest['resources']): OperationRequest;
}

/** What of a plan runs in an execution. */
export interface BoundPlan {
  readonly steps: readonly BoundStep[];
  readonly excluded: readonly ExcludedStep[];
  readonly bound: BoundParameters;
}

/** The target that the request of a step without one carries: no account has this number. */
export const NO_TARGET: Target = { account: 'none', region: 'none' };

/**
 * Picks the steps that run in this execution and fills in its parameters.
 *
 * @returns faults for parameters, for waves in `only` that are not there, and for steps that do not fit with these values
 */
export function bindSteps(occasion: Occasion): Result<BoundPlan, readonly PlanFault[]> {
  const { plan, registry, parameters = {} } = occasion;
  const resolved = resolveParameters(plan, parameters);
  const bound = boundParameters(plan.parameters, parameters);
  const context = planContext(plan, registry, bound);
  const included = context.steps.filter((placed) => exclusionOf(placed, occasion) === undefined);
  const steps = included.filter((placed) => !isManual(placed)).map((placed) => bindStep(context, placed, occasion));
  const faults = [
    ...(resolved.ok ? [] : resolved.error),
    ...planFaults([...unknownWaves(occasion), ...steps.flatMap((step) => (step.ok ? [] : step.error))]),
  ];
  if (faults.length > 0) return refused(faults);
  return accepted({
    steps: steps.flatMap((step) => (step.ok ? [step.value] : [])),
    excluded: excludedSteps(occasion),
    bound,
  });
}

/** Why a step does not run in this execution; `undefined` when it does. */
export function exclusionOf(
  { step, wave }: PlacedStep,
  { mode, intent, only }: Occasion,
): ExcludedStep['reason'] | undefined {
  if (only !== undefined && !only.waves.includes(wave.id)) return 'only';
  return applies(step, { mode, intent }) ? undefined : 'when';
}

const excludedSteps = (occasion: Occasion): readonly ExcludedStep[] =>
  placedSteps(occasion.plan).flatMap((placed) => {
    const reason = exclusionOf(placed, occasion);
    if (reason === undefined) return [];
    const { id, technology, operation } = placed.step;
    return [{ id: stepId(id), waveId: waveId(placed.wave.id), technology, operation, reason }];
  });

function unknownWaves({ plan, only }: Occasion): readonly Fault[] {
  const ids = new Set(plan.waves.map(({ id }) => id));
  return (only?.waves ?? [])
    .filter((id) => !ids.has(id))
    .map((id) => fault('unknown-wave', ['waves'], `there is no wave "${id}" to run${suggestion(id, ids)}`));
}

function bindStep(context: PlanContext, placed: PlacedStep, occasion: Occasion): Result<BoundStep, readonly Fault[]> {
  const { step, wave } = placed;
  const path = stepPath(placed);
  const operation = operationOf(context, placed);
  if (operation === undefined) {
    return refused([
      fault('unknown-technology', [...path, 'technology'], notInstalled(step.technology, context.registry.adapters)),
    ]);
  }
  const target = step.target === undefined ? undefined : resolveTarget(context.plan, step.target, context.bound);
  const faults = [
    ...paramFaults(context, placed),
    ...(target === undefined && step.technology !== BUILT_IN
      ? [
          fault(
            'unknown-target',
            [...path, 'target'],
            `step "${step.id}" has no account and Region to act on with these parameters`,
          ),
        ]
      : []),
  ];
  if (faults.length > 0) return refused(faults);
  const params = withParameters(paramsOf(placed), context.bound);
  const readable = readableParams(context, placed);
  const choice = boundChoice(occasion, operation, readable);
  const given = { occasion, target: target ?? NO_TARGET, launch: choice?.launch };
  return accepted({
    id: stepId(step.id),
    waveId: waveId(wave.id),
    technology: step.technology,
    operation,
    ...(target === undefined ? {} : { target }),
    params,
    ...(choice === undefined ? {} : { choice }),
    holds: heldKeys(step.technology, given.target, operation.holds?.(readable) ?? []),
    request: (resources) => requestOf(placed, { ...given, params, resources }),
    preview: (resources) => requestOf(placed, { ...given, params: readable, resources }),
  });
}

/** What only another step's output will name cannot be held. */
const heldKeys = (technology: string, target: Target, held: readonly HeldResource[]): readonly ResourceKey[] =>
  held
    .filter(({ id }) => !hasReference(id))
    .map(({ id, isGlobal }) => resourceKey(technology, isGlobal === true ? everywhereIn(target) : target, id));

function boundChoice({ plan, mode }: Occasion, operation: Operation, params: JsonObject): BoundChoice | undefined {
  const choice = operation.selects(params);
  if (choice === undefined || !isKnown(choice)) return undefined;
  const type = choice.resourceType === undefined ? {} : { resourceType: choice.resourceType };
  if (choice.kind === 'selection') return { selection: choice.selection, ...type };
  const group = own(plan.protectionGroups, choice.name);
  if (group === undefined) return undefined;
  const launch = operation.takesLaunchProfiles === true ? launchSettings(group.launch, mode) : undefined;
  return {
    selection: group.select,
    ...type,
    group: { name: choice.name, ...(group.expect === undefined ? {} : { expect: group.expect }) },
    ...(launch === undefined ? {} : { launch }),
  };
}

/** Between 0 (first) and 4 (last) on shared quotas. */
export const DEFAULT_TIER = 2;

/** What the plan asks of a drill's network; nothing in other modes. */
export const isolationOf = ({
  plan,
  mode,
}: Pick<Occasion, 'plan' | 'mode'>): Pick<OperationRequest, 'drillIsolation'> =>
  mode === 'drill' && plan.drill !== undefined ? { drillIsolation: plan.drill.isolation } : {};

function requestOf(
  { step }: PlacedStep,
  given: {
    readonly occasion: Occasion;
    readonly launch: LaunchSettings | undefined;
  } & Pick<OperationRequest, 'target' | 'params' | 'resources'>,
): OperationRequest {
  const { occasion, launch, ...rest } = given;
  const { plan, executionId, mode, intent } = occasion;
  return {
    ...rest,
    executionId,
    stepId: stepId(step.id),
    mode,
    intent,
    originRegion: plan.sites.from.region,
    objectives: { rpoMinutes: plan.objectives.rpoMinutes },
    tier: plan.tier ?? DEFAULT_TIER,
    ...isolationOf(occasion),
    ...(launch === undefined ? {} : { launch }),
  };
}
