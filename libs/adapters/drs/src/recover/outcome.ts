import {
  finding,
  secondsBetween,
  type Finding,
  type JsonObject,
  type Observation,
  type ResolvedResource,
  type ResourceOutcome,
} from '@breakwater/core';
import { failureMessage, listed } from '../steps/findings.ts';
import type { ItemState } from '../steps/item-state.ts';
import type { LaunchDetails } from './gather.ts';
import { LIVE_RECOVERY_INSTANCE } from './live-instances.ts';
import type { RecoveredInstance, RecoverOutputs, RecoverRequest } from './params.ts';

const PREVIOUS_SNAPSHOT_EVENTS = ['USING_PREVIOUS_SNAPSHOT', 'USING_PREVIOUS_SNAPSHOT_FAILED'];

/** The end of the step: what became of each of its servers, those of earlier attempts included. */
export function conclude(
  request: RecoverRequest,
  states: ReadonlyMap<string, ItemState>,
  details: LaunchDetails,
  markFindings: readonly Finding[],
): Exclude<Observation, { kind: 'running' }> {
  const previous = new Map((request.previous ?? []).map((outcome) => [outcome.id, outcome]));
  const resources = request.resources.map((resource) => {
    const state = states.get(resource.id);
    return state === undefined
      ? (previous.get(resource.id) ?? untouched(resource))
      : outcomeOf(resource, state, details);
  });
  const findings = [...markFindings, ...dataFindings(request, states, details), ...guardFindings(request, states)];
  const outputs = outputsOf(resources) satisfies JsonObject;
  const bad = resources.filter(({ state }) => state !== 'succeeded');
  if (bad.length === 0) return { kind: 'succeeded', outputs, resources, findings };
  const failure = {
    code: 'servers-failed',
    message: failureMessage(
      bad.map(({ reason, status }) => reason ?? status),
      resources.length,
      'were not recovered',
    ),
    retryable: [...states.values()].some((state) => state.kind === 'done' && state.outcome !== 'good'),
  };
  return { kind: 'failed', failure, outputs, resources, findings };
}

const named = ({ id, name }: ResolvedResource) => ({ id, ...(name !== undefined && { name }) });

const untouched = (resource: ResolvedResource): ResourceOutcome => ({
  ...named(resource),
  state: 'unknown',
  status: 'not-attempted',
  reason: 'no attempt has acted on it',
});

function outcomeOf(resource: ResolvedResource, state: ItemState, details: LaunchDetails): ResourceOutcome {
  switch (state.kind) {
    case 'waiting':
    case 'running':
      return { ...named(resource), state: 'unknown', status: state.kind };
    case 'ended':
      return {
        ...named(resource),
        state: state.isGood ? 'succeeded' : 'failed',
        status: state.status,
        reason: state.reason,
      };
    case 'done':
      return state.outcome === 'good' ? launched(resource, state, details) : notLaunched(resource, state, details);
  }
}

type Done = Extract<ItemState, { kind: 'done' }>;

function launched(resource: ResolvedResource, { job }: Done, { instances, machines }: LaunchDetails): ResourceOutcome {
  const instance = instances.get(resource.id);
  if (instance === undefined) {
    const reason = `${job.id} says LAUNCHED, but DRS shows no recovery instance of it`;
    return { ...named(resource), state: 'unknown', status: 'launched-unseen', reason, facts: { jobId: job.id } };
  }
  const privateIp = machines.get(instance.instanceId)?.privateIp;
  return {
    ...named(resource),
    state: 'succeeded',
    status: 'launched',
    ...(instance.recoveryPointAt !== undefined && { recoveryPointAt: instance.recoveryPointAt }),
    facts: { jobId: job.id, recoveryInstanceId: instance.id, instanceId: instance.instanceId, privateIp },
  };
}

function notLaunched(
  resource: ResolvedResource,
  { job, outcome, status }: Done,
  { logs }: LaunchDetails,
): ResourceOutcome {
  const logged = logs.get(job.id)?.errors.get(resource.id);
  const unnamed = outcome === 'failed' ? 'DRS gives no reason' : `DRS ended its job with the status ${status}`;
  return {
    ...named(resource),
    state: outcome === 'failed' ? 'failed' : 'unknown',
    status: status.toLowerCase(),
    reason: logged ?? unnamed,
    facts: { jobId: job.id },
  };
}

function outputsOf(resources: readonly ResourceOutcome[]): RecoverOutputs {
  const instances = resources
    .flatMap(instanceOf)
    .sort((left, right) => (left.sourceServerId < right.sourceServerId ? -1 : 1));
  return {
    instances,
    recoveryInstanceIds: instances.map(({ recoveryInstanceId }) => recoveryInstanceId),
    instanceIds: instances.map(({ instanceId }) => instanceId),
  };
}

function instanceOf({ id, name, state, recoveryPointAt, facts }: ResourceOutcome): RecoveredInstance[] {
  const { recoveryInstanceId, instanceId, privateIp } = facts ?? {};
  if (state !== 'succeeded' || typeof recoveryInstanceId !== 'string' || typeof instanceId !== 'string') return [];
  return [
    {
      sourceServerId: id,
      instanceId,
      recoveryInstanceId,
      ...(name !== undefined && { name }),
      ...(typeof privateIp === 'string' && { privateIp }),
      ...(recoveryPointAt !== undefined && { recoveryPointAt }),
    },
  ];
}

/** Data older than promised, and why. Age is counted to the moment the job began. */
function dataFindings(
  { stepId, objectives }: RecoverRequest,
  states: ReadonlyMap<string, ItemState>,
  { instances, logs }: LaunchDetails,
): Finding[] {
  const old: { readonly id: string; readonly minutes: number }[] = [];
  const fallenBack: string[] = [];
  for (const [id, state] of states) {
    if (state.kind !== 'done' || state.outcome !== 'good') continue;
    const point = instances.get(id)?.recoveryPointAt;
    const minutes = point === undefined ? 0 : secondsBetween(point, state.job.createdAt) / 60;
    if (minutes > objectives.rpoMinutes) old.push({ id, minutes });
    const log = logs.get(state.job.id);
    const events = log?.events.get(id) ?? new Set();
    if (PREVIOUS_SNAPSHOT_EVENTS.some((event) => events.has(event) || log?.jobEvents.has(event))) fallenBack.push(id);
  }
  const oldest = Math.ceil(Math.max(0, ...old.map(({ minutes }) => minutes)));
  return [
    ...about(
      stepId,
      'recovery-point-beyond-rpo',
      old.map(({ id }) => id),
      (names) => `data of ${names} is up to ${oldest} min old, the objective is ${objectives.rpoMinutes} min`,
    ),
    ...about(
      stepId,
      'previous-snapshot-used',
      fallenBack,
      (names) => `DRS could not take a fresh snapshot of ${names} and used an earlier one: check what is missing`,
    ),
  ];
}

function about(
  stepId: RecoverRequest['stepId'],
  code: string,
  servers: readonly string[],
  message: (names: string) => string,
): Finding[] {
  if (servers.length === 0) return [];
  return [finding(stepId, { code, severity: 'warning', message: message(listed(servers)) })];
}

function guardFindings({ stepId }: RecoverRequest, states: ReadonlyMap<string, ItemState>): Finding[] {
  return [...states].flatMap(([resource, state]) => {
    if (state.kind !== 'ended' || state.status !== LIVE_RECOVERY_INSTANCE) return [];
    const { reason: message } = state;
    return [finding(stepId, { code: LIVE_RECOVERY_INSTANCE, severity: 'error', absolute: true, resource, message })];
  });
}
