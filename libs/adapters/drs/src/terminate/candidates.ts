import { finding, type Finding } from '@breakwater/core';
import { describeInstances, instancesTagged, isGone } from '../service/instances.ts';
import { isReal, keptBy, type JudgedInstance } from '../service/kept-instances.ts';
import { launchedBy } from '../service/launched-by.ts';
import { recoveryInstancesById } from '../service/recovery-instances.ts';
import type { Regional } from '../service/regional.ts';
import { EXECUTION_TAG } from '../tags.ts';
import { ownerOf, type TerminateRequest } from './params.ts';

/** Why an instance must not be terminated by this step. */
export interface Objection {
  readonly code: 'real-recovery-instance' | 'not-of-the-execution';
  readonly message: string;
}

/** A recovery instance that the step is about. */
export interface Candidate {
  readonly id: string;
  /** `undefined` when it is gone already. */
  readonly instance: JudgedInstance | undefined;
  readonly objection: Objection | undefined;
  /** Why it stays, and rightly so: somebody keeps it for real. */
  readonly stays: string | undefined;
}

/** Which recovery instances the parameters mean, sorted. Only instances that still exist are found by execution. */
export async function instancesMeant(request: TerminateRequest, where: Regional): Promise<string[]> {
  if (request.params.recoveryInstanceIds !== undefined) return [...request.params.recoveryInstanceIds].sort();
  const tagged = await instancesTagged(where, EXECUTION_TAG, ownerOf(request));
  return tagged
    .filter((machine) => !isGone(machine))
    .map(({ id }) => id)
    .sort();
}

/**
 * Looks at each instance: whether it is there, and whether it may go. It may when it is a drill's (or real ones are
 * included) and was launched by the execution, which its own tag or that of its job tells. What is kept for real stays,
 * unless real ones are included.
 */
export async function examineCandidates(
  request: TerminateRequest,
  where: Regional,
  ids: readonly string[],
): Promise<Candidate[]> {
  if (ids.length === 0) return [];
  const found = new Map((await recoveryInstancesById(where, ids)).map((instance) => [instance.id, instance]));
  const present = [...found.values()].filter(({ isGone }) => !isGone);
  const machines = new Map(
    (
      await describeInstances(
        where,
        present.map(({ instanceId }) => instanceId),
      )
    ).map((machine) => [machine.id, machine]),
  );
  const own = await launchedBy(ownerOf(request), where, present, machines);
  return ids.map((id) => {
    const view = found.get(id);
    if (view === undefined || view.isGone) return { id, instance: undefined, objection: undefined, stays: undefined };
    const instance = { ...view, keptBy: keptBy(machines.get(view.instanceId)) };
    const objection = objectionTo(instance, own, request);
    return { id, instance, objection, stays: objection === undefined ? reasonToStay(instance, request) : undefined };
  });
}

function objectionTo(
  { id, isDrill }: JudgedInstance,
  own: ReadonlySet<string>,
  request: TerminateRequest,
): Objection | undefined {
  if (!own.has(id)) {
    const message = `${id} was not launched by execution ${ownerOf(request)}: name the execution that did`;
    return { code: 'not-of-the-execution', message };
  }
  if (!isDrill && request.params.includeReal !== true) {
    const message = `${id} is a real recovery instance and may carry production: set includeReal if it must go`;
    return { code: 'real-recovery-instance', message };
  }
  return undefined;
}

const reasonToStay = ({ id, keptBy: keeper }: JudgedInstance, { params }: TerminateRequest): string | undefined =>
  keeper === undefined || params.includeReal === true ? undefined : keptMessage(id, keeper);

const keptMessage = (id: string, keeper: string): string => `${id} is kept for real, by execution ${keeper}: it stays`;

/** Instances that are to be terminated, and that carry production: their protection has to be lifted first. */
export const protectedOnes = (candidates: readonly Candidate[]): readonly JudgedInstance[] =>
  candidates.flatMap(({ instance }) => (instance !== undefined && isReal(instance) ? [instance] : []));

export function candidateFindings({ stepId }: TerminateRequest, candidates: readonly Candidate[]): Finding[] {
  return candidates.flatMap(({ id, instance, objection, stays }) => {
    if (objection !== undefined) {
      return [finding(stepId, { ...objection, severity: 'error', absolute: true, resource: id })];
    }
    if (stays !== undefined) {
      return [finding(stepId, { code: 'instance-kept', severity: 'info', resource: id, message: stays })];
    }
    if (instance !== undefined) return [];
    return [
      finding(stepId, { code: 'instance-gone', severity: 'info', resource: id, message: `${id} is gone already` }),
    ];
  });
}
