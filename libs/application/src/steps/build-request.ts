import {
  refused,
  accepted,
  resolveStepReferences,
  type JsonObject,
  type OperationRequest,
  type OperationStep,
  type Result,
  type RunningExecution,
  type StepFailure,
  type StepState,
} from '@breakwater/core';
import { operationRequest } from './operation-request.ts';

type RunningStep = Extract<StepState, { kind: 'running' }>;

/** The request of this attempt: references to earlier steps' outputs filled in, a retry's changes laid over. */
export function buildRequest(
  execution: RunningExecution,
  step: OperationStep,
  state: RunningStep,
): Result<OperationRequest, StepFailure> {
  const { steps } = execution.run;
  const resolved = resolveStepReferences({ ...step.params, ...state.with?.params }, (id) => outputsOf(steps[id]));
  if (!resolved.ok) {
    const message = resolved.error.map((reference) => reference.message).join('; ');
    return refused({ code: 'reference-unresolved', message, retryable: false });
  }
  return accepted({
    ...operationRequest(execution, step),
    params: resolved.value,
    ...(state.only === undefined ? {} : { only: state.only }),
    ...(state.previous === undefined ? {} : { previous: state.previous.resources }),
  });
}

/** What a step has given so far; `undefined` when it has no result. */
export const outputsOf = (state: StepState | undefined): JsonObject | undefined =>
  state !== undefined && 'result' in state ? state.result?.outputs : undefined;
