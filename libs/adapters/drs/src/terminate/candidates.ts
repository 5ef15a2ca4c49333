import { finding, type Finding } from '@breakwater/core';
import { describeInstances, instancesTagged } from '../service/instances.ts';
import { describeJobs } from '../service/jobs.ts';
import { recoveryInstancesById, type RecoveryInstanceView } from '../service/recovery-instances.ts';
import type { Regional } from '../service/regional.ts';
import { EXECUTION_TAG } from '../tags.ts';
import { ownerOf, type TerminateRequest } from './params.ts';

const GONE_STATES: ReadonlySet<string> = new Set(['terminated', 'shutting-down']);

/** Why an instance must not be terminated by this step. */
export interface Objection {
  readonly code: 'real-recovery-instance' | 'not-of-the-execution';
  readonly message: string;
}

/** A recovery instance that the step is about. */
export interface Candidate {
  readonly id: string;
  /** `undefined` when it is gone already. */
  readonly instance: RecoveryInstanceView | undefined;
  readonly objection: Objection | undefined;
}

/** Which recovery instances the parameters mean, sorted. Only instances that still exist are found by execution. */
export async function instancesMeant(request: TerminateRequest, where: Regional): Promise<string[]> {
  if (request.params.recoveryInstanceIds !== undefined) return [...request.params.recoveryInstanceIds].sort();
  const tagged = await instancesTagged(where, EXECUTION_TAG, ownerOf(request));
  return tagged
    .filter(({ state }) => !GONE_STATES.has(state))
    .map(({ id }) => id)
    .sort();
}

/**
 * Looks at each instance: whether it is there, and whether it may go. It may when it is a drill's (or real ones are
 * included) and was launched by the execution, which its own tag or that of its job tells.
 */
export async function examineCandidates(
  request: TerminateRequest,
  where: Regional,
  ids: readonly string[],
): Promise<Candidate[]> {
  if (ids.length === 0) return [];
  const found = new Map((await recoveryInstancesById(where, ids)).map((instance) => [instance.id, instance]));
  const present = [...found.values()].filter(({ isGone }) => !isGone);
  const own = await launchedBy(ownerOf(request), where, present);
  return ids.map((id) => {
    const instance = found.get(id);
    if (instance === undefined || instance.isGone) return { id, instance: undefined, objection: undefined };
    return { id, instance, objection: objectionTo(instance, own, request) };
  });
}

async function launchedBy(
  execution: string,
  where: Regional,
  instances: readonly RecoveryInstanceView[],
): Promise<ReadonlySet<string>> {
  const machines = await describeInstances(
    where,
    instances.map(({ instanceId }) => instanceId),
  );
  const tagged = new Set(machines.filter(({ tags }) => tags.get(EXECUTION_TAG) === execution).map(({ id }) => id));
  const unclear = instances.filter(({ instanceId }) => !tagged.has(instanceId));
  // A worker that was lost before it tagged its instances has tagged their job all the same.
  const jobIds = [...new Set(unclear.flatMap(({ jobId }) => jobId ?? []))];
  const jobs = jobIds.length === 0 ? [] : await describeJobs(where, { jobIDs: jobIds });
  const own = new Set(jobs.filter(({ tags }) => tags[EXECUTION_TAG] === execution).map(({ id }) => id));
  const isOwn = ({ instanceId, jobId }: RecoveryInstanceView) =>
    tagged.has(instanceId) || (jobId !== undefined && own.has(jobId));
  return new Set(instances.filter(isOwn).map(({ id }) => id));
}

function objectionTo(
  { id, isDrill }: RecoveryInstanceView,
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

export function candidateFindings({ stepId }: TerminateRequest, candidates: readonly Candidate[]): Finding[] {
  return candidates.flatMap(({ id, instance, objection }) => {
    if (objection !== undefined) {
      return [finding(stepId, { ...objection, severity: 'error', absolute: true, resource: id })];
    }
    if (instance !== undefined) return [];
    return [
      finding(stepId, { code: 'instance-gone', severity: 'info', resource: id, message: `${id} is gone already` }),
    ];
  });
}
