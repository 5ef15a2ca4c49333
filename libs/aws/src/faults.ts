import { AccountAccessError } from '@breakwater/core';

/** What an answer to an AWS call means for the caller. */
export type CallFault =
  /** Not taken now, for instance throttled; nothing happened, and the same call may work in a moment. */
  | 'not-now'
  /** AWS refused; nothing happened. */
  | 'refused'
  /** No answer, or one that leaves open whether the call took effect. */
  | 'unanswered';

const THROTTLING_NAMES: ReadonlySet<string> = new Set([
  'BandwidthLimitExceeded',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** By name: tests and workers may throw them from another realm. */
const MISTAKES: ReadonlySet<string> = new Set(['TypeError', 'ReferenceError']);

/** The error's name as the SDK gives it (`ConflictException`); `Error` for what is no error object. */
export const errorName = (error: unknown): string => (error instanceof Error ? error.name : 'Error');

/** The HTTP status of AWS's answer; `undefined` when there was no answer. */
export function httpStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const { $metadata: metadata } = error;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

export const isThrottling = (error: unknown): boolean =>
  THROTTLING_NAMES.has(errorName(error)) || httpStatus(error) === 429;

/**
 * Sorts an error of an AWS call. A 5xx counts as unanswered: the service may have acted before it failed. An
 * {@link AccountAccessError} is sorted by its cause: the call itself was never sent.
 *
 * @throws the error itself when it is none of a call but a mistake in our own code
 */
export function faultOf(error: unknown): CallFault {
  if (isMistake(error)) throw error;
  if (error instanceof AccountAccessError) {
    if (error.cause === undefined) return 'refused';
    const cause = faultOf(error.cause);
    return cause === 'unanswered' ? 'not-now' : cause;
  }
  if (isThrottling(error)) return 'not-now';
  const status = httpStatus(error);
  return status !== undefined && status >= 400 && status < 500 ? 'refused' : 'unanswered';
}

/** The SDK hangs the answer on what it could not read: then the fault is not ours. */
const isMistake = (error: unknown): boolean =>
  error instanceof Error && MISTAKES.has(error.name) && !('$response' in error) && httpStatus(error) === undefined;

/** AWS's words, for people: `ConflictException: One or more …`. */
export const errorText = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
