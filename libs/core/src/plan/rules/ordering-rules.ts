import { fault, type Fault } from '../fault.ts';
import { suggestion } from '../nearest.ts';
import { cyclesOf, type Predecessors } from '../ordering.ts';
import type { Path } from '../path.ts';
import { stepPredecessors, wavePredecessors } from '../plan-order.ts';
import type { PlanWave } from '../recovery-plan.ts';
import { stepPath, wavePath, type PlanRule } from './context.ts';

/** Names under which every JavaScript object already has a member. */
const TAKEN_NAMES = new Set(['constructor', 'prototype']);

/** Waves have ids of their own, and steps have ids that no other step of the plan has. */
export const uniqueIds: PlanRule = ({ plan, steps }) => [
  ...idFaults(
    'wave',
    plan.waves.map(({ id }, index) => ({ id, path: wavePath(index) })),
  ),
  ...idFaults(
    'step',
    steps.map((placed) => ({ id: placed.step.id, path: stepPath(placed) })),
  ),
];

function idFaults(
  kind: 'wave' | 'step',
  items: readonly { readonly id: string; readonly path: Path }[],
): readonly Fault[] {
  const seen = new Set<string>();
  return items.flatMap(({ id, path }) => {
    const at = [...path, 'id'];
    if (TAKEN_NAMES.has(id)) return [fault('unsafe-name', at, `"${id}" cannot be used as a name: choose another`)];
    if (seen.has(id))
      return [fault(`duplicate-${kind}`, at, `there is already a ${kind} "${id}": ${kind} ids are unique in a plan`)];
    seen.add(id);
    return [];
  });
}

/** The order of waves is said in one way: `order: listed`, or `dependsOn` on every wave. */
export const oneOrdering: PlanRule = ({ plan: { order, waves } }) => {
  if (order === 'listed') {
    return dependents(waves).map((index) =>
      fault(
        'mixed-ordering',
        [...wavePath(index), 'dependsOn'],
        'dependsOn and "order: listed" exclude each other: keep one',
      ),
    );
  }
  if (waves.length === 1) return [];
  if (dependents(waves).length === 0) {
    return [
      fault(
        'missing-ordering',
        ['waves'],
        'the order of the waves is not said: write "order: listed", or dependsOn on every wave',
      ),
    ];
  }
  return waves.flatMap(({ id, dependsOn }, index) =>
    dependsOn === undefined
      ? [
          fault(
            'missing-ordering',
            wavePath(index),
            `wave "${id}" has no dependsOn, but other waves do: write "dependsOn: []" if it starts at once`,
          ),
        ]
      : [],
  );
};

const dependents = (waves: readonly PlanWave[]): readonly number[] =>
  waves.flatMap(({ dependsOn }, index) => (dependsOn === undefined ? [] : [index]));

/** `dependsOn` names waves that exist. */
export const knownWaves: PlanRule = ({ plan: { waves } }) => {
  const ids = new Set(waves.map(({ id }) => id));
  return waves.flatMap(({ dependsOn = [] }, index) =>
    dependsOn.flatMap((id, position) =>
      ids.has(id)
        ? []
        : [
            fault(
              'unknown-wave',
              [...wavePath(index), 'dependsOn', position],
              `there is no wave "${id}"${suggestion(id, ids)}`,
            ),
          ],
    ),
  );
};

/** `after` names steps of the same wave. */
export const knownSteps: PlanRule = ({ plan, steps, stepById }) => {
  const idsOfWave = new Map(plan.waves.map((wave) => [wave, new Set(wave.steps.map(({ id }) => id))]));
  return steps.flatMap((placed) =>
    (placed.step.after ?? []).flatMap((id, position) => {
      const inWave = idsOfWave.get(placed.wave) ?? new Set();
      if (inWave.has(id)) return [];
      const path = [...stepPath(placed), 'after', position];
      const elsewhere = stepById.get(id)?.wave.id;
      if (elsewhere === undefined)
        return [fault('unknown-step', path, `there is no step "${id}"${suggestion(id, inWave)}`)];
      const advice = 'after orders steps of one wave, dependsOn orders waves';
      return [fault('step-of-another-wave', path, `step "${id}" is in wave "${elsewhere}": ${advice}`)];
    }),
  );
};

/** Neither waves nor the steps of a wave wait for each other in a circle. */
export const noCycles: PlanRule = ({ plan }) => [
  ...cycleFaults('waves', wavePredecessors(plan), (id) => [
    ...wavePath(plan.waves.findIndex((wave) => wave.id === id)),
    'dependsOn',
  ]),
  ...plan.waves.flatMap((wave, waveIndex) =>
    cycleFaults(`steps of wave "${wave.id}"`, stepPredecessors(wave), (id) => {
      const stepIndex = wave.steps.findIndex((step) => step.id === id);
      return [...wavePath(waveIndex), 'steps', stepIndex, 'after'];
    }),
  ),
];

function cycleFaults(what: string, predecessors: Predecessors<string>, pathOf: (id: string) => Path): readonly Fault[] {
  return cyclesOf(predecessors).flatMap((cycle) => {
    const [first] = cycle;
    if (first === undefined) return [];
    return [fault('cycle', pathOf(first), `the ${what} wait for each other: ${[...cycle, first].join(' -> ')}`)];
  });
}
