import { errorName, isThrottling } from '@breakwater/aws';

/** By the SDK's names, which are those of the shapes: the wire says `DBInstanceNotFound`, the SDK adds `Fault`. */
const NOT_FOUND: ReadonlySet<string> = new Set([
  'DBClusterNotFoundFault',
  'DBInstanceAutomatedBackupNotFoundFault',
  'DBInstanceNotFoundFault',
  'GlobalClusterNotFoundFault',
]);
const ALREADY_EXISTS: ReadonlySet<string> = new Set(['DBClusterAlreadyExistsFault', 'DBInstanceAlreadyExistsFault']);
const STATE: ReadonlySet<string> = new Set([
  'InvalidDBClusterStateFault',
  'InvalidDBInstanceStateFault',
  'InvalidGlobalClusterStateFault',
]);
/** Systems Manager's word for an agent that is not online (yet). */
const OFFLINE = 'InvalidInstanceId';
const QUOTA = /(QuotaExceeded|Insufficient\w*Capacity|InsufficientDBInstanceCapacity)/;

/** How a refusal is taken: `not-now` is asked again, `state` a few times, the others are final. */
export type Refusal = 'not-now' | 'state' | 'final';

export const isNotFound = (error: unknown): boolean => NOT_FOUND.has(errorName(error));

/** Whether the account's quota or AWS's capacity is used up: it may be free in a moment. */
export const isQuota = (error: unknown): boolean => QUOTA.test(errorName(error));

/**
 * A state fault can be about a state that the descriptions do not show yet, and a name that exists already can be our
 * own earlier call's: both deserve another look before they count.
 */
export function refusalOf(error: unknown): Refusal {
  if (isThrottling(error) || isQuota(error)) return 'not-now';
  const name = errorName(error);
  return STATE.has(name) || ALREADY_EXISTS.has(name) || name === OFFLINE ? 'state' : 'final';
}
