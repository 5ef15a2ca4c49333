import { targetKey, type FollowUpStep, type PlanStep, type StepId, type Target } from '@breakwater/core';
import { numbered } from '../shared/numbered.ts';
import { nearestKept } from './nearest-kept.ts';

/** What can be made of an execution that has ended. */
export type FollowUpKind = 'cleanup' | 'rollback' | 'failback' | 'keep';

/** A follow-up with the place where it acts. */
export interface PlacedFollowUp extends FollowUpStep {
  readonly technology: string;
  readonly target: Target;
  /** Among the follow-ups of its step, from 0. */
  readonly index: number;
}

export type FollowUps = ReadonlyMap<StepId, readonly PlacedFollowUp[]>;

/** The technology and the one operation of steps that people do. */
const MANUAL = { technology: 'manual', operation: 'task' } as const;
/** Whoever is on duty does what no operation does. */
const OWNER = 'duty-manager';

/** The follow-ups of one step that are in `byStep`, one after the other, behind those of the steps before it. */
export function followUpSteps(
  kind: FollowUpKind,
  id: StepId,
  byStep: FollowUps,
  before: ReadonlyMap<StepId, readonly StepId[]>,
): readonly PlanStep[] {
  const own = byStep.get(id) ?? [];
  const lastOf = (step: StepId) => stepName(kind, step, byStep.get(step)?.at(-1)?.index ?? 0);
  const first = nearestKept(id, before, (step) => byStep.has(step)).map(lastOf);
  return own.map((followUp, position) => {
    const earlier = own[position - 1];
    const after = earlier === undefined ? first : [stepName(kind, id, earlier.index)];
    return {
      id: stepName(kind, id, followUp.index),
      description: followUp.description,
      ...(followUp.byHand === undefined ? operationOf(kind, id, followUp) : taskOf(followUp.byHand)),
      ...(after.length > 0 && { after }),
    };
  });
}

function operationOf(kind: FollowUpKind, id: StepId, followUp: PlacedFollowUp) {
  const { technology, operation, target, params, takes = {} } = followUp;
  const taken = Object.entries(takes).map(([name, { from, output }]) => [
    name,
    `\${steps.${stepName(kind, id, from)}.${output}}`,
  ]);
  return {
    technology,
    operation,
    target: targetName(target),
    params: { ...params, ...(Object.fromEntries(taken) as Record<string, string>) },
  };
}

const taskOf = (byHand: NonNullable<FollowUpStep['byHand']>) => ({
  ...MANUAL,
  instructions: numbered(byHand),
  owner: OWNER,
});

const stepName = (kind: FollowUpKind, step: StepId, index: number): string =>
  `${step}-${kind}${index === 0 ? '' : `-${index + 1}`}`;

/** The name that a generated plan gives a target. */
export const targetName = (target: Target): string => `in-${targetKey(target).replace('/', '-')}`;
