import type { ProblemCode } from '@breakwater/api-contract';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

/** Every problem this product answers with. The compiler sees that none is missing. */
export const PROBLEMS = {
  'execution-exists': { status: 409, title: 'An execution of this id exists already' },
  'execution-unknown': { status: 404, title: 'There is no such execution' },
  'execution-ended': { status: 409, title: 'The execution has ended' },
  'execution-not-running': { status: 409, title: 'The execution is not running' },
  'execution-not-paused': { status: 409, title: 'The execution is not paused' },
  'execution-already-paused': { status: 409, title: 'The execution is paused already' },
  'execution-already-cancelled': { status: 409, title: 'The execution is cancelled already' },
  'execution-paused': { status: 409, title: 'The execution is paused' },
  'execution-not-validating': { status: 409, title: 'The execution is not being validated' },
  'engine-superseded': { status: 409, title: 'Another engine has the execution' },
  'execution-changed': { status: 412, title: 'The execution is no longer as it was shown' },
  'findings-not-accepted': { status: 409, title: 'Validation found what was not accepted' },
  'gate-unknown': { status: 404, title: 'There is no such gate' },
  'gate-not-waiting': { status: 409, title: 'The gate is not waiting' },
  'gate-changed': { status: 412, title: 'The gate is no longer as it was shown' },
  'gate-action-not-allowed': { status: 409, title: 'The gate does not take this answer' },
  'note-required': { status: 422, title: 'This answer needs a note' },
  'approver-is-initiator': { status: 403, title: 'Who started the execution may not approve it' },
  'approver-lacks-role': { status: 403, title: 'The gate asks for another role' },
  'approver-already-approved': { status: 409, title: 'One person approves once' },
  'step-unknown': { status: 404, title: 'There is no such step' },
  'step-not-startable': { status: 409, title: 'The step cannot start now' },
  'step-not-running': { status: 409, title: 'The step is not running' },
  'step-epoch-stale': { status: 409, title: 'Another worker has the step' },
  'retry-not-adoptable': { status: 409, title: 'The operation cannot be tried again safely' },
  'plan-unknown': { status: 404, title: 'There is no such recovery plan' },
  'plan-invalid': { status: 422, title: 'The recovery plan has faults' },
  'plan-exists': { status: 409, title: 'A recovery plan of this name exists already' },
  'plan-changed': { status: 412, title: 'The recovery plan is no longer as it was shown' },
  'idempotency-key-reused': { status: 409, title: 'The idempotency key was used for another request' },
  'adapter-unknown': { status: 404, title: 'There is no such adapter' },
  'account-unknown': { status: 404, title: 'There is no such account' },
  'account-exists': { status: 409, title: 'The account exists already' },
  'account-changed': { status: 412, title: 'The account is no longer as it was shown' },
  'if-match-required': { status: 428, title: 'If-Match is required' },
  'request-invalid': { status: 422, title: 'The request has fields that were not taken' },
  'request-malformed': { status: 400, title: 'The request cannot be read' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'media-type-unsupported': { status: 415, title: 'The media type of the body is not supported' },
  unauthenticated: { status: 401, title: 'A valid token is required' },
  forbidden: { status: 403, title: 'Your roles do not allow this' },
  'route-unknown': { status: 404, title: 'There is nothing at this address' },
  'not-built': { status: 501, title: 'This is not built in this version' },
  'not-ready': { status: 503, title: 'The service is not ready' },
  internal: { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<ProblemCode, ProblemKind>;

/** The problem's stable `type`. */
export const problemType = (code: ProblemCode): string => `urn:breakwater:problem:${code}`;
