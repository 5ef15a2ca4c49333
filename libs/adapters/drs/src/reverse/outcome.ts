import type { JsonObject, Observation, ResourceOutcome } from '@breakwater/core';
import { failureMessage } from '../steps/findings.ts';
import type { ReverseState } from './item.ts';
import type { ReplicatedBy } from './origins-of.ts';
import { itemsOf, type ReverseOutputs, type ReverseRequest } from './params.ts';

/** The end of the step: what became of each item, those of earlier attempts included. */
export function concludeReversal(
  request: ReverseRequest,
  states: ReadonlyMap<string, ReverseState>,
  reversed: ReadonlyMap<string, ReplicatedBy>,
): Observation {
  const names = new Map(request.resources.map(({ id, name }) => [id, name]));
  const untouched = (request.previous ?? []).filter(({ id }) => !states.has(id));
  const resources = [
    ...untouched,
    ...[...states].map(([id, state]) => outcomeOf({ id, name: names.get(id) }, state, reversed)),
  ].sort((left, right) => (left.id < right.id ? -1 : 1));
  const outputs = outputsOf(resources) satisfies JsonObject;
  const bad = resources.filter(({ state }) => state !== 'succeeded');
  if (bad.length === 0) return { kind: 'succeeded', outputs, resources };
  const message = failureMessage(
    bad.map(({ reason, status }) => reason ?? status),
    resources.length,
    'do not replicate back',
  );
  return { kind: 'failed', failure: { code: 'not-reversed', message, retryable: true }, outputs, resources };
}

/** AWS refused the account: what has not begun will not begin. */
export function refusedAltogether(
  request: ReverseRequest,
  states: ReadonlyMap<string, ReverseState>,
  failure: Extract<Observation, { kind: 'failed' }>['failure'],
): Observation {
  const { message: reason } = failure;
  const settled = new Map(
    itemsOf(request).map((id): [string, ReverseState] => {
      const state = states.get(id);
      const isOver = state !== undefined && state.kind !== 'waiting';
      return [id, isOver ? state : { kind: 'failed', status: 'not-sent', reason }];
    }),
  );
  const end = concludeReversal(request, settled, new Map());
  return { kind: 'failed', failure, resources: end.kind === 'running' ? [] : end.resources };
}

function outcomeOf(
  { id, name }: { readonly id: string; readonly name: string | undefined },
  state: ReverseState,
  reversed: ReadonlyMap<string, ReplicatedBy>,
): ResourceOutcome {
  const named = { id, ...(name !== undefined && { name }) };
  switch (state.kind) {
    case 'ready': {
      const { sourceServerId, origin } = reversed.get(state.instance.instanceId) ?? {};
      const facts = {
        recoveryInstanceId: state.instance.id,
        ...(sourceServerId !== undefined && { sourceServerId }),
        ...(origin && { originAccount: origin.account, originRegion: origin.region }),
      };
      return { ...named, state: 'succeeded', status: 'ready-for-failback', facts };
    }
    case 'failed':
      return { ...named, state: 'failed', status: state.status, reason: state.reason };
    case 'copying':
    case 'waiting':
      return { ...named, state: 'unknown', status: state.kind, reason: 'it was not followed to its end' };
  }
}

function outputsOf(resources: readonly ResourceOutcome[]): ReverseOutputs {
  const servers = resources
    .flatMap(({ state, facts }) => {
      const { recoveryInstanceId, sourceServerId } = facts ?? {};
      if (state !== 'succeeded' || typeof recoveryInstanceId !== 'string') return [];
      return typeof sourceServerId === 'string' ? [{ recoveryInstanceId, sourceServerId }] : [];
    })
    .sort((left, right) => (left.recoveryInstanceId < right.recoveryInstanceId ? -1 : 1));
  return {
    servers,
    recoveryInstanceIds: servers.map(({ recoveryInstanceId }) => recoveryInstanceId),
    sourceServerIds: servers.map(({ sourceServerId }) => sourceServerId),
  };
}
