import { describe, expect, it } from '@jest/globals';
import { executionId, type PlanStep, type PlanWave, type RecoveryPlan } from '@breakwater/core';
import { aRecoveryPlan, aRegistry, aStep } from '@breakwater/core/testing';
import fc from 'fast-check';
import { compile } from './compile.ts';
import type { StageGraph } from './stage-graph.ts';

/** For each node, which of the nodes before it in some order it waits for: without cycles by construction. */
const dag = (size: number): fc.Arbitrary<number[][]> =>
  fc.tuple(
    ...Array.from({ length: size }, (_, node) =>
      fc.subarray(Array.from({ length: node }, (_unused, before) => before)),
    ),
  );

const when = fc.constantFrom<PlanStep['when'][]>(undefined, { intent: ['unplanned'] }, { mode: ['recovery'] });

interface StepSketch {
  readonly after: number[];
  readonly when: PlanStep['when'];
}

const stepSketches: fc.Arbitrary<StepSketch[]> = fc
  .integer({ min: 1, max: 6 })
  .chain((count) => fc.tuple(dag(count), fc.array(when, { minLength: count, maxLength: count })))
  .map(([edges, whens]) => edges.map((after, index) => ({ after, when: whens[index] })));

const waveOf = (index: number, dependsOn: number[], steps: readonly StepSketch[]): PlanWave => ({
  id: `w${index}`,
  dependsOn: dependsOn.map((before) => `w${before}`),
  steps: steps.map((sketch, position): PlanStep => ({
    ...aStep({ id: `w${index}s${position}`, params: {} }),
    ...(sketch.after.length === 0 ? {} : { after: sketch.after.map((before) => `w${index}s${before}`) }),
    ...(sketch.when === undefined ? {} : { when: sketch.when }),
  })),
});

/** Plans with any listing order of waves and steps. */
const plans: fc.Arbitrary<RecoveryPlan> = fc
  .integer({ min: 1, max: 6 })
  .chain((count) => fc.tuple(dag(count), fc.array(stepSketches, { minLength: count, maxLength: count })))
  .map(([edges, sketches]) => edges.map((dependsOn, index) => waveOf(index, dependsOn, sketches[index] ?? [])))
  .chain((waves) => fc.shuffledSubarray(waves, { minLength: waves.length, maxLength: waves.length }))
  .map((waves) => {
    const { order: _listed, ...plan } = aRecoveryPlan({ waves });
    return plan;
  });

function graphOf(plan: RecoveryPlan): StageGraph {
  const compiled = compile({
    plan,
    executionId: executionId('x'),
    mode: 'drill',
    intent: 'planned',
    registry: aRegistry(),
    resolved: new Map(),
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value.graph;
}

const applies = ({ when: condition }: PlanStep): boolean => condition === undefined;

/** What a step waits for within its wave by the plan alone: named steps, or through those that are left out. */
function planned(wave: PlanWave, id: string): ReadonlySet<string> {
  const step = wave.steps.find((candidate) => candidate.id === id);
  const waits = (step?.after ?? []).flatMap((before) => {
    const other = wave.steps.find((candidate) => candidate.id === before);
    return other !== undefined && applies(other) ? [before] : [...planned(wave, before)];
  });
  return new Set(waits);
}

const predecessorsIn = (graph: StageGraph): ReadonlyMap<string, unknown> =>
  new Map(
    graph.stages
      .flatMap((stage) =>
        stage.steps.map((id) => [id, { waves: new Set(stage.afterWaves), steps: new Set(stage.afterSteps) }] as const),
      )
      .toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );

describe('a compiled plan', () => {
  it('is topologically sorted, in waves, stages and steps', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { waves, stages } = graphOf(plan);
        const wavePosition = new Map(waves.map(({ id }, index) => [id, index]));
        for (const [index, wave] of waves.entries()) {
          for (const before of wave.dependsOn) expect(wavePosition.get(before)).toBeLessThan(index);
        }
        const stageOfStep = new Map(stages.flatMap(({ steps }, index) => steps.map((id) => [id, index] as const)));
        for (const [index, stage] of stages.entries()) {
          for (const before of stage.afterSteps) expect(stageOfStep.get(before)).toBeLessThan(index);
        }
      }),
    );
  });

  it('holds every step once: in one stage, or among the excluded', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const graph = graphOf(plan);
        const inStages = graph.stages.flatMap(({ steps }) => steps);
        const all = plan.waves.flatMap(({ steps }) => steps.map(({ id }) => id));
        expect([...inStages, ...graph.excluded.map(({ id }) => id)].toSorted()).toEqual(all.toSorted());
        expect(Object.keys(graph.steps).toSorted()).toEqual([...inStages].toSorted());
        for (const stage of graph.stages) {
          for (const id of stage.steps)
            expect(graph.steps[id]).toMatchObject({ stageId: stage.id, waveId: stage.waveId });
        }
      }),
    );
  });

  it('makes a step wait for what the plan says and for nothing else', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const graph = graphOf(plan);
        for (const stage of graph.stages) {
          const wave = plan.waves.find(({ id }) => id === stage.waveId);
          if (wave === undefined) throw new Error(`no wave ${stage.waveId}`);
          expect(new Set<string>(stage.afterWaves)).toEqual(new Set(wave.dependsOn));
          for (const id of stage.steps) expect(new Set<string>(stage.afterSteps)).toEqual(planned(wave, id));
        }
      }),
    );
  });

  it('does not depend on the order of listing', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const reversed = {
          ...plan,
          waves: plan.waves.toReversed().map((wave) => ({ ...wave, steps: wave.steps.toReversed() })),
        };
        expect(predecessorsIn(graphOf(reversed))).toEqual(predecessorsIn(graphOf(plan)));
      }),
    );
  });

  it('is the same each time', () => {
    fc.assert(
      fc.property(plans, (plan) => expect(graphOf(plan)).toEqual(graphOf(plan))),
      { numRuns: 20 },
    );
  });
});
