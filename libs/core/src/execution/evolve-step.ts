import type { ExecutionEvent, StepExceptionFact } from './events.ts';
import type { StepException, StepState } from './execution.ts';
import { failureOf, mergeResult } from './step-result.ts';

type Of<Type extends ExecutionEvent['type']> = Extract<ExecutionEvent, { type: Type }>;

/** Facts let pass, with who let them and when. */
export const exceptionsBy = (
  facts: readonly StepExceptionFact[],
  acceptedBy: string,
  { at }: Pick<ExecutionEvent, 'at'>,
): readonly StepException[] => facts.map((fact) => ({ ...fact, acceptedBy, at }));

export function startedStep(before: StepState | undefined, event: Of<'step-started'>): StepState {
  return {
    kind: 'running',
    attempt: event.attempt,
    epoch: event.epoch,
    worker: event.worker,
    startedAt: before?.kind === 'retrying' ? before.startedAt : event.at,
    ...(event.only === undefined ? {} : { only: event.only }),
    ...(event.with === undefined ? {} : { with: event.with }),
    ...(before?.kind === 'retrying' ? { previous: before.previous } : {}),
  };
}

export function takenOverStep(before: StepState | undefined, event: Of<'step-taken-over'>): StepState {
  if (before?.kind !== 'running') throw new Error(`step ${event.stepId} was taken over while it is not running`);
  return { ...before, epoch: event.epoch, worker: event.worker };
}

export function endedStep(before: StepState | undefined, event: Of<'step-ended'>): StepState {
  if (before?.kind !== 'running') throw new Error(`step ${event.stepId} ended while it is not running`);
  const { attempt, epoch, startedAt } = before;
  const result = mergeResult(before.previous, event.end);
  const failure = failureOf(event.end);
  const ended = { startedAt, completedAt: event.at, attempt };
  const { judgement } = event;
  switch (judgement.kind) {
    case 'succeeded':
      return {
        kind: 'succeeded',
        ...ended,
        result,
        exceptions: exceptionsBy(judgement.exceptions, 'plan:tolerate', event),
      };
    case 'accepted':
      return {
        kind: 'accepted',
        ...ended,
        failure,
        result,
        exceptions: exceptionsBy(judgement.exceptions, 'plan:onFailure', event),
      };
    case 'retry':
      return {
        kind: 'retrying',
        attempt: attempt + 1,
        epoch,
        notBefore: judgement.notBefore,
        startedAt,
        ...(judgement.only === undefined ? {} : { only: judgement.only }),
        ...(before.with === undefined ? {} : { with: before.with }),
        failure,
        previous: result,
      };
    case 'decide':
      return {
        kind: 'deciding',
        gateId: judgement.gateId,
        failure,
        result,
        attempt,
        epoch,
        startedAt,
        failedAt: event.at,
      };
    case 'failed':
      return { kind: 'failed', ...ended, failure, result };
  }
}

/** A step that was waiting for another attempt has run and failed; one that never started has not run. */
export function notRunStep(before: StepState | undefined, event: Of<'step-not-run'>): StepState {
  if (before?.kind !== 'retrying') return { kind: 'not-run', reason: event.reason };
  return {
    kind: 'failed',
    startedAt: before.startedAt,
    completedAt: event.at,
    attempt: before.attempt - 1,
    failure: before.failure,
    result: before.previous,
  };
}
