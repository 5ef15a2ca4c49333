import type { ExecutionRefusal } from '@breakwater/core';

/** Refusals of the execution decider: any command on an execution or a gate can meet them. */
export const EXECUTION_PROBLEMS = [
  'execution-exists',
  'execution-unknown',
  'execution-ended',
  'execution-not-running',
  'execution-not-paused',
  'execution-already-paused',
  'execution-already-cancelled',
  'execution-paused',
  'execution-not-validating',
  'engine-superseded',
  'findings-not-accepted',
  'gate-unknown',
  'gate-not-waiting',
  'gate-changed',
  'gate-action-not-allowed',
  'note-required',
  'approver-is-initiator',
  'approver-lacks-role',
  'approver-already-approved',
  'step-unknown',
  'step-not-startable',
  'step-not-running',
  'step-epoch-stale',
  'retry-not-adoptable',
] as const satisfies readonly ExecutionRefusal['code'][];

/** Why an execution was not started. */
export const START_PROBLEMS = ['plan-unknown', 'plan-invalid', 'request-invalid', 'idempotency-key-reused'] as const;

/** What any route can answer that wants to know who asks. */
export const AUTHENTICATED_PROBLEMS = ['unauthenticated', 'forbidden'] as const;

/** What any route can answer whose method allows a body. */
export const BODY_PROBLEMS = ['request-malformed', 'body-too-large', 'media-type-unsupported'] as const;

/** Every code that a problem can carry. Codes are only ever added. */
export const PROBLEM_CODES = [
  ...EXECUTION_PROBLEMS,
  'plan-unknown',
  'plan-invalid',
  'plan-exists',
  'plan-changed',
  'idempotency-key-reused',
  'execution-changed',
  'adapter-unknown',
  'account-unknown',
  'account-exists',
  'account-changed',
  'if-match-required',
  ...AUTHENTICATED_PROBLEMS,
  ...BODY_PROBLEMS,
  'request-invalid',
  'route-unknown',
  'not-built',
  'not-ready',
  'internal',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];
