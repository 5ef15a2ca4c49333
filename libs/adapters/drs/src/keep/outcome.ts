import type { Observation, ResourceOutcome, StepFailure } from '@breakwater/core';
import { KEPT } from '../service/kept-instances.ts';
import { failureMessage } from '../steps/findings.ts';
import type { KeepState } from './item.ts';
import { itemsToKeep, type KeepRequest } from './params.ts';

/** The end of the step: what became of each instance, those of earlier attempts included. */
export function concludeKeep(
  request: KeepRequest,
  states: ReadonlyMap<string, KeepState>,
  failure?: StepFailure,
): Observation {
  const now = itemsToKeep(request).map((id) => outcomeOf(id, states.get(id), failure));
  const untouched = (request.previous ?? []).filter(({ id }) => !now.some((outcome) => outcome.id === id));
  const resources = [...untouched, ...now].sort((left, right) => (left.id < right.id ? -1 : 1));
  const kept = resources.filter(({ state }) => state === 'succeeded');
  const outputs = {
    recoveryInstanceIds: kept.map(({ id }) => id),
    instanceIds: kept.map(({ id, facts }) => facts?.['instanceId'] ?? id),
  };
  const bad = resources.filter(({ state }) => state !== 'succeeded');
  if (failure === undefined && bad.length === 0) return { kind: 'succeeded', outputs, resources };
  const reasons = bad.map(({ reason, status }) => reason ?? status);
  const message = failureMessage(reasons, resources.length, 'are not kept', 'instances');
  return {
    kind: 'failed',
    failure: failure ?? { code: 'not-kept', message, retryable: true },
    outputs,
    resources,
  };
}

function outcomeOf(id: string, state: KeepState | undefined, failure: StepFailure | undefined): ResourceOutcome {
  switch (state?.kind) {
    case 'kept': {
      const { instanceId, sourceServerId, keptBy } = state;
      const facts = { recoveryInstanceId: id, instanceId, sourceServerId, keptBy };
      return { id, state: 'succeeded', status: KEPT, facts };
    }
    case 'failed':
      return { id, state: 'failed', status: state.status, reason: state.reason };
    case 'asked':
      return { id, state: 'unknown', status: 'asked', reason: 'it was not followed to its end' };
    case 'waiting':
    case undefined:
      return { id, state: 'failed', status: 'not-kept', reason: failure?.message ?? 'it was not acted on' };
  }
}
