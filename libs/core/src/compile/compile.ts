import type { ResolvedResource } from '../adapter/technology-adapter.ts';
import { fault, planFaults } from '../plan/fault.ts';
import { placedSteps, stepOrder, wavePredecessors, type PlacedStep } from '../plan/plan-order.ts';
import { cyclesOf } from '../plan/ordering.ts';
import { isManual } from '../plan/rules/context.ts';
import { sizeFaults } from '../plan/rules/engine-rules.ts';
import type { Finding, PlanFault } from '../shared/finding.ts';
import { type StepId } from '../shared/ids.ts';
import { accepted, refused, type Result } from '../shared/result.ts';
import { bindSteps, DEFAULT_TIER, exclusionOf, isolationOf, type BoundPlan, type Occasion } from './bind-steps.ts';
import { compileManualStep, compileOperationStep } from './compile-step.ts';
import { compileWave } from './compile-wave.ts';
import { validateWhatFollows } from './drill-treatment.ts';
import { referencesToExcluded } from './excluded-references.ts';
import { overlapFaults, overlapFindings, repetitionFindings, sharedResources } from './shared-resources.ts';
import type { CompiledStep, StageGraph } from './stage-graph.ts';
import { stagedWaves, type StagedWave } from './stages.ts';

export interface CompileInput extends Occasion {
  /** What preflight found for each step that names resources. */
  readonly resolved: ReadonlyMap<StepId, readonly ResolvedResource[]>;
}

export interface Compiled {
  readonly graph: StageGraph;
  /** What the author may not expect, for instance a dependency on a wave that was left out. */
  readonly findings: readonly Finding[];
}

/**
 * Turns a checked plan into what an engine runs. Pure: the same input gives the same graph.
 *
 * Steps with the same predecessors share a stage, so no step waits for anything that the plan does not name. A
 * dependency on something that is left out (`when`, `only`) is handed on to what that waited for.
 */
export function compile(input: CompileInput): Result<Compiled, readonly PlanFault[]> {
  const bound = bindSteps(input);
  if (!bound.ok) return bound;
  const cycles = cyclesOf(wavePredecessors(input.plan));
  if (cycles.length > 0)
    return refused(planFaults([fault('cycle', ['waves'], 'the waves wait for each other: check the plan first')]));
  const included = placedSteps(input.plan).filter((placed) => exclusionOf(placed, input) === undefined);
  const shared = sharedResources({
    steps: included,
    isBefore: stepOrder(input.plan),
    bound: bound.value.steps,
    resolved: input.resolved,
  });
  const faults = [...referencesToExcluded(input.plan, included), ...overlapFaults(shared)];
  if (faults.length > 0) return refused(planFaults(faults));
  const { graph, findings } = compiled(input, bound.value, included);
  const sizes = sizeFaults(input.plan, graph.stages);
  if (sizes.length > 0) return refused(planFaults(sizes));
  return accepted({ graph, findings: [...findings, ...overlapFindings(shared), ...repetitionFindings(shared)] });
}

function compiled(input: CompileInput, bound: BoundPlan, included: readonly PlacedStep[]): Compiled {
  const { plan, mode } = input;
  const keptSteps = new Set(included.map(({ step }) => step.id));
  const waves = stagedWaves(plan, {
    wave: (id) => input.only?.waves.includes(id) ?? true,
    step: (id) => keptSteps.has(id),
  });
  const treated = validateWhatFollows(compileSteps(input, bound, included, waves));
  return {
    graph: {
      waves: waves.map((staged) => compileWave(staged, mode)),
      stages: waves.flatMap(({ stages }) => stages),
      steps: treated.steps,
      excluded: bound.excluded,
      objectives: { ...plan.objectives, rtoStartsAt: plan.objectives.rtoStartsAt ?? 'started' },
      regions: { from: plan.sites.from.region, to: plan.sites.to.region },
      tier: plan.tier ?? DEFAULT_TIER,
      ...isolationOf(input),
    },
    findings: [...leftOutDependencies(input), ...treated.findings],
  };
}

/** The steps in topological order. */
function compileSteps(
  { mode, resolved }: CompileInput,
  bound: BoundPlan,
  included: readonly PlacedStep[],
  waves: readonly StagedWave[],
): readonly CompiledStep[] {
  const placedById = new Map<string, PlacedStep>(included.map((placed) => [placed.step.id, placed]));
  const boundById = new Map(bound.steps.map((step) => [step.id, step]));
  return waves.flatMap(({ stages }) =>
    stages.flatMap((stage) =>
      stage.steps.flatMap((id): readonly CompiledStep[] => {
        const placed = placedById.get(id);
        if (placed === undefined) return [];
        const place = { waveId: stage.waveId, stageId: stage.id };
        if (isManual(placed)) return [compileManualStep(placed.step, place)];
        const step = boundById.get(id);
        return step === undefined
          ? []
          : [compileOperationStep(placed.step, place, step, { mode, resources: resolved.get(id) ?? [] })];
      }),
    ),
  );
}

function leftOutDependencies({ plan, only }: CompileInput): readonly Finding[] {
  if (only === undefined) return [];
  return [...wavePredecessors(plan)].flatMap(([id, dependsOn]) =>
    dependsOn
      .filter((before) => only.waves.includes(id) && !only.waves.includes(before))
      .map((before) => ({
        id: `dependency-left-out:${id}:${before}`,
        code: 'dependency-left-out',
        severity: 'info' as const,
        absolute: false,
        message: `wave "${id}" depends on wave "${before}", which is left out: taken as done`,
      })),
  );
}
