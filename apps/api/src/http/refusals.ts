import type { EXECUTION_PROBLEMS, START_PROBLEMS } from '@breakwater/api-contract';
import type { StartRefusal } from '@breakwater/application';
import type { ExecutionRefusal } from '@breakwater/core';
import { ProblemError } from '@breakwater/service';

type ExecutionProblem = (typeof EXECUTION_PROBLEMS)[number];
type StartProblem = (typeof START_PROBLEMS)[number];

/**
 * A refusal of the decider, as a problem. Its codes are the API's own: the parameter's type does not fit any more as
 * soon as the decider has a code that the contract lacks.
 */
export function refusedByDecider(refusal: ExecutionRefusal & { readonly code: ExecutionProblem }): ProblemError {
  const { code, message, gateId, stepId } = refusal;
  return new ProblemError(code, message, {
    ...(gateId !== undefined && { gateId }),
    ...(stepId !== undefined && { stepId }),
  });
}

/** Why an execution was not started, as a problem. */
export function notStarted(refusal: StartRefusal & { readonly code: StartProblem }): ProblemError {
  if (refusal.code === 'plan-invalid')
    return new ProblemError(refusal.code, refusal.message, { faults: refusal.faults });
  if (refusal.code === 'request-invalid') {
    const errors = [{ in: 'body', path: pointer(refusal.field), message: refusal.message }] as const;
    return new ProblemError(refusal.code, refusal.message, { errors });
  }
  return new ProblemError(refusal.code, refusal.message);
}

/** `only.waves[1]` as a JSON pointer. */
const pointer = (field: string): string => `/${field.replaceAll(/\[(\d+)\]/g, '.$1').replaceAll('.', '/')}`;
