import type { Observation, ResourceOutcome, StepFailure } from '@breakwater/core';
import { failureMessage } from '../steps/findings.ts';
import type { StopState } from './item.ts';
import { itemsToStop, type StopRequest } from './params.ts';

/** The end of the step: what became of each item, those of earlier attempts included. */
export function concludeStop(
  request: StopRequest,
  states: ReadonlyMap<string, StopState>,
  failure?: StepFailure,
): Observation {
  const names = new Map(request.resources.map(({ id, name }) => [id, name]));
  const now = itemsToStop(request).map((id) => outcomeOf(id, names.get(id), states.get(id), failure));
  const untouched = (request.previous ?? []).filter(({ id }) => !now.some((outcome) => outcome.id === id));
  const resources = [...untouched, ...now].sort((left, right) => (left.id < right.id ? -1 : 1));
  const outputs = {
    sourceServerIds: resources
      .flatMap(({ state, facts }) => (state === 'succeeded' ? (facts?.['sourceServerId'] ?? []) : []))
      .sort(),
  };
  const bad = resources.filter(({ state }) => state !== 'succeeded');
  if (failure === undefined && bad.length === 0) return { kind: 'succeeded', outputs, resources };
  const message = failureMessage(
    bad.map(({ reason, status }) => reason ?? status),
    resources.length,
    'replicate on',
  );
  return {
    kind: 'failed',
    failure: failure ?? { code: 'not-stopped', message, retryable: true },
    outputs,
    resources,
  };
}

function outcomeOf(
  id: string,
  name: string | undefined,
  state: StopState | undefined,
  failure: StepFailure | undefined,
): ResourceOutcome {
  const named = { id, ...(name !== undefined && { name }) };
  switch (state?.kind) {
    case 'stopped': {
      const { sourceServerId, status } = state;
      return { ...named, state: 'succeeded', status: status.toLowerCase(), facts: { sourceServerId } };
    }
    case 'failed':
      return { ...named, state: 'failed', status: state.status, reason: state.reason };
    case 'stopping':
      return { ...named, state: 'unknown', status: 'stopping', reason: 'it was not followed to its end' };
    case 'waiting':
    case undefined:
      return { ...named, state: 'failed', status: 'not-sent', reason: failure?.message ?? 'it was not asked for' };
  }
}
