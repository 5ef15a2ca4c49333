import { errorText, faultOf } from '@breakwater/aws';
import { finding, epochMilliseconds, type Finding, type OperationContext } from '@breakwater/core';
import { describeInstances, setTerminationProtection, tagInstances, type InstanceView } from '../service/instances.ts';
import { describeJobLog, type JobLogView } from '../service/jobs.ts';
import { mapParallel } from '../service/parallel.ts';
import { recoveryInstancesOfServers, type RecoveryInstanceView } from '../service/recovery-instances.ts';
import type { Regional } from '../service/regional.ts';
import type { ItemState } from '../steps/item-state.ts';
import { EXECUTION_TAG, EXPIRES_TAG, STEP_TAG } from '../tags.ts';
import { isDrill, type RecoverRequest } from './params.ts';

const PARALLEL_CALLS = 8;
/** A recovery point this much older than its job was not taken for it. */
const FRESH_MILLISECONDS = 60_000;

/** What AWS knows about the launched servers of a step whose jobs are through. */
export interface LaunchDetails {
  /** By source server. */
  readonly instances: ReadonlyMap<string, RecoveryInstanceView>;
  /** By EC2 instance id. */
  readonly machines: ReadonlyMap<string, InstanceView>;
  /** Logs of jobs with failed servers or old recovery points, by job. */
  readonly logs: ReadonlyMap<string, JobLogView>;
}

export async function gatherDetails(
  request: RecoverRequest,
  context: OperationContext,
  states: ReadonlyMap<string, ItemState>,
): Promise<LaunchDetails> {
  const where: Regional = { aws: context.aws, target: request.target, signal: context.signal };
  const launched = [...states].flatMap(([id, state]) =>
    state.kind === 'done' && state.outcome === 'good' ? [id] : [],
  );
  const instances = new Map<string, RecoveryInstanceView>();
  for (const instance of await recoveryInstancesOfServers(where, launched)) {
    const { sourceServerId } = instance;
    if (sourceServerId !== undefined && isOfItsJob(instance, states.get(sourceServerId))) {
      instances.set(sourceServerId, instance);
    }
  }
  const machines = await describeInstances(
    where,
    [...instances.values()].map(({ instanceId }) => instanceId),
  );
  const jobIds = jobsToExplain(states, instances);
  const logs = await mapParallel(jobIds, PARALLEL_CALLS, async (id) => [id, await describeJobLog(where, id)] as const);
  return { instances, machines: new Map(machines.map((machine) => [machine.id, machine])), logs: new Map(logs) };
}

function isOfItsJob(instance: RecoveryInstanceView, state: ItemState | undefined): boolean {
  if (state?.kind !== 'done') return false;
  return instance.jobId === state.job.id || instance.id === state.server?.recoveryInstanceId;
}

/** Jobs whose log is worth its call: a server failed, or an earlier snapshot was used. */
function jobsToExplain(
  states: ReadonlyMap<string, ItemState>,
  instances: ReadonlyMap<string, RecoveryInstanceView>,
): string[] {
  const jobs = new Set<string>();
  for (const [id, state] of states) {
    if (state.kind !== 'done') continue;
    const point = instances.get(id)?.recoveryPointAt;
    const isOld =
      point !== undefined && epochMilliseconds(point) < epochMilliseconds(state.job.createdAt) - FRESH_MILLISECONDS;
    if (state.outcome !== 'good' || isOld) jobs.add(state.job.id);
  }
  return [...jobs].sort();
}

/**
 * Marks what was launched, so that people, clean-up and the orphan sweep recognise it, and protects real recovery
 * instances from being terminated. Doing it again changes nothing.
 *
 * @returns what AWS refused of it; what may work later is thrown
 */
export async function markInstances(
  request: RecoverRequest,
  context: OperationContext,
  { instances }: LaunchDetails,
): Promise<Finding[]> {
  const where: Regional = { aws: context.aws, target: request.target, signal: context.signal };
  const ids = [...instances.values()].map(({ instanceId }) => instanceId);
  if (ids.length === 0) return [];
  const tags = {
    [EXECUTION_TAG]: request.executionId,
    [STEP_TAG]: request.stepId,
    ...(isDrill(request) && context.expiresAt !== undefined && { [EXPIRES_TAG]: context.expiresAt }),
  };
  const refusals = [await refusalOf(tagInstances(where, ids, tags))].flatMap((text) =>
    text === undefined ? [] : [warn(request, 'instances-not-tagged', `instances could not be tagged: ${text}`)],
  );
  if (isDrill(request)) return refusals;
  const unprotected = await mapParallel(ids, PARALLEL_CALLS, async (id) => ({
    id,
    text: await refusalOf(setTerminationProtection(where, id, true)),
  }));
  return [
    ...refusals,
    ...unprotected.flatMap(({ id, text }) =>
      text === undefined ? [] : [warn(request, 'termination-protection-off', `${id} is not protected: ${text}`, id)],
    ),
  ];
}

async function refusalOf(call: Promise<void>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (faultOf(error) !== 'refused') throw error;
    return errorText(error);
  }
}

const warn = ({ stepId }: RecoverRequest, code: string, message: string, resource?: string): Finding =>
  finding(stepId, { code, severity: 'warning', message, ...(resource !== undefined && { resource }) });
