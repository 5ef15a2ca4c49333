import { errorName, faultOf } from '@breakwater/aws';

/** Credentials that ended on the way: the next call brings new ones. */
const STALE: ReadonlySet<string> = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']);

/** Somebody's change is still being processed: the same call works in a moment. */
const BUSY: ReadonlySet<string> = new Set(['PriorRequestNotComplete']);

/** A quota is used up: room may be made while the step waits. */
const QUOTA: ReadonlySet<string> = new Set([
  'RulesPerSecurityGroupLimitExceeded',
  'TooManyActions',
  'TooManyActionsException',
  'TooManyRegistrationsForTargetId',
  'TooManyRegistrationsForTargetIdException',
  'TooManyTargetGroups',
  'TooManyTargets',
  'TooManyTargetsException',
]);

/**
 * What was to be changed is different from what was read a moment ago: somebody else, or a lost call of ours, was faster.
 * The next look tells.
 */
const OVERTAKEN: ReadonlySet<string> = new Set([
  'InvalidPermission.Duplicate',
  'InvalidPermission.NotFound',
  'InvalidSecurityGroupRuleId.NotFound',
]);

/** How an error of an AWS call is taken: `later` is looked at again, `final` ends the step. */
export type Refusal = 'later' | 'final';

export function refusalOf(error: unknown): Refusal {
  if (faultOf(error) !== 'refused') return 'later';
  const name = errorName(error);
  return [STALE, BUSY, QUOTA, OVERTAKEN].some((names) => names.has(name)) ? 'later' : 'final';
}
