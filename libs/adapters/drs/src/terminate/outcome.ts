import { finding, type Observation, type OperationContext, type ResourceOutcome } from '@breakwater/core';
import { describeJobLog } from '../service/jobs.ts';
import { KEPT } from '../service/kept-instances.ts';
import { mapParallel } from '../service/parallel.ts';
import { recoveryInstancesById } from '../service/recovery-instances.ts';
import type { Regional } from '../service/regional.ts';
import { failureMessage } from '../steps/findings.ts';
import type { ItemState } from '../steps/item-state.ts';
import type { TerminateRequest } from './params.ts';

const PARALLEL_CALLS = 8;

/** The end of the step. An instance that DRS no longer shows is terminated, whatever its job says. */
export async function concludeTermination(
  request: TerminateRequest,
  context: OperationContext,
  states: ReadonlyMap<string, ItemState>,
): Promise<Observation> {
  const where: Regional = { aws: context.aws, target: request.target, signal: context.signal };
  const sent = [...states].flatMap(([id, state]) => (state.kind === 'done' ? [id] : []));
  const present = (await recoveryInstancesById(where, sent)).filter(({ isGone }) => !isGone);
  const reasons = await reasonsFor(where, states, new Set(present.map(({ id }) => id)));
  const untouched = (request.previous ?? []).filter(({ id }) => !states.has(id));
  const resources = [...untouched, ...[...states].map(([id, state]) => outcomeOf(id, state, reasons))].sort(byId);
  const kept = resources.filter(({ status }) => status === KEPT);
  const outputs = {
    recoveryInstanceIds: resources.flatMap(({ id, state, status }) =>
      state === 'succeeded' && status !== KEPT ? [id] : [],
    ),
    keptInstanceIds: kept.map(({ id }) => id),
  };
  const findings = kept.map(({ id, reason = '' }) =>
    finding(request.stepId, { code: 'instance-kept', severity: 'info', resource: id, message: reason }),
  );
  const bad = resources.filter(({ state }) => state !== 'succeeded');
  if (bad.length === 0) return { kind: 'succeeded', outputs, resources, findings };
  const failure = {
    code: 'instances-left',
    message: failureMessage(
      bad.map(({ reason, status }) => reason ?? status),
      resources.length,
      'were not terminated',
    ),
    retryable: reasons.size > 0,
  };
  return { kind: 'failed', failure, outputs, resources, findings };
}

const byId = (left: ResourceOutcome, right: ResourceOutcome): number => (left.id < right.id ? -1 : 1);

/** Why instances that were to be terminated are still there. */
async function reasonsFor(
  where: Regional,
  states: ReadonlyMap<string, ItemState>,
  present: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const left = [...states].flatMap(([id, state]) => (state.kind === 'done' && present.has(id) ? [{ id, state }] : []));
  const jobIds = [...new Set(left.map(({ state }) => state.job.id))];
  const logs = new Map(
    await mapParallel(jobIds, PARALLEL_CALLS, async (id) => [id, await describeJobLog(where, id)] as const),
  );
  return new Map(
    left.map(({ id, state }) => {
      const logged = logs.get(state.job.id)?.errors.get(state.server?.sourceServerId ?? '');
      return [id, logged ?? `DRS still shows it after ${state.job.id} ended with the status ${state.status}`];
    }),
  );
}

function outcomeOf(id: string, state: ItemState, reasons: ReadonlyMap<string, string>): ResourceOutcome {
  if (state.kind === 'ended') {
    const { isGood, status, reason } = state;
    const stays = status === KEPT ? { facts: { recoveryInstanceId: id } } : {};
    return { id, state: isGood ? 'succeeded' : 'failed', status, reason, ...stays };
  }
  const facts = state.kind === 'done' ? { facts: { jobId: state.job.id } } : {};
  const reason = reasons.get(id);
  return reason === undefined
    ? { id, state: 'succeeded', status: 'terminated', ...facts }
    : { id, state: 'failed', status: 'left', reason, ...facts };
}
