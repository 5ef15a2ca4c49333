import { type CompiledApproval, type CompiledStep, type StageGraph, stepId } from '@breakwater/core';
import fc from 'fast-check';
import { aManualStep, anOperationStep, aStageGraph, type WaveSketch } from '../builders/stage-graph.ts';

/** Resources of every operation of the model. */
export const RESOURCES = ['s-1', 's-2', 's-3'] as const;

/** One time in four. */
const sometimes = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, { arbitrary: value, weight: 1 });

/** Leaves out members that are undefined, as the types ask for. */
const defined = <Members extends object>(members: Members) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Members]: Exclude<Members[Key], undefined>;
  };

const anApproval: fc.Arbitrary<CompiledApproval> = fc
  .record({
    from: fc.constantFrom<CompiledApproval['from']>(
      [{ role: 'approver', count: 1 }],
      [{ role: 'recovery-manager', count: 2 }],
      [
        { role: 'approver', count: 1 },
        { role: 'recovery-manager', count: 1 },
      ],
    ),
    excludesInitiator: fc.boolean(),
    timeoutSeconds: sometimes(fc.constantFrom(60, 600)),
    onTimeout: fc.constantFrom('hold' as const, 'reject' as const),
  })
  .map(defined);

const anOperation: fc.Arbitrary<CompiledStep> = fc
  .record({
    retry: fc.record({
      attempts: fc.integer({ min: 1, max: 3 }),
      only: fc.constantFrom('failed' as const, 'all' as const),
      backoffSeconds: fc.constantFrom(0, 90),
    }),
    tolerate: sometimes(
      fc.constantFrom({ failedCount: 1 }, { failedPercent: 40 }, { failedPercent: 70, failedCount: 2 }),
    ),
  })
  .map((policy) => anOperationStep({ ...defined(policy), resources: RESOURCES.map((id) => ({ id })) }));

const aStep = fc.oneof({ arbitrary: anOperation, weight: 4 }, { arbitrary: fc.constant(aManualStep()), weight: 1 });

/** Indices of members listed earlier, some of them. */
const earlier = (index: number) => fc.subarray(Array.from({ length: index }, (_, at) => at));

/** For each of `count` members, those before it. */
const orders = (count: number) => fc.tuple(...Array.from({ length: count }, (_, index) => earlier(index)));

const waveName = (index: number) => `w${index}`;

function aWave(index: number): fc.Arbitrary<WaveSketch> {
  const steps = fc.array(aStep, { maxLength: 3 }).chain((list) => fc.tuple(fc.constant(list), orders(list.length)));
  return fc
    .record({
      dependsOn: earlier(index).map((waves) => waves.map(waveName)),
      onFailure: fc.constantFrom('pause' as const, 'stop' as const, 'continue' as const),
      approval: sometimes(anApproval),
      pauseBefore: sometimes(fc.constant({})),
      steps,
    })
    .map(({ steps: [list, order], ...wave }) => {
      const nameOf = (at: number) => `${waveName(index)}-s${at}`;
      return {
        ...defined(wave),
        id: waveName(index),
        steps: list.map((step, at) => ({ ...step, id: stepId(nameOf(at)) })),
        after: Object.fromEntries(order.map((before, at) => [nameOf(at), before.map(nameOf)])),
      };
    });
}

/** Any graph of up to five waves: a DAG with all policies, gates, manual steps, orders in waves, and empty waves. */
export const aGraph: fc.Arbitrary<StageGraph> = fc
  .integer({ min: 1, max: 5 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => aWave(index))))
  .map((waves) => aStageGraph(waves));
