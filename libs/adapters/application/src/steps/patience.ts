import { errorText, faultOf } from '@breakwater/aws';
import { LeaseLostError, type OperationContext } from '@breakwater/core';
import { jitter } from './label.ts';

/** Domain seconds until AWS is asked again after it did not answer or said to slow down; spread by half. */
const TROUBLE_SECONDS = 15;

/** When to ask again: steps that were throttled together come back apart. */
export const troubleSeconds = ({ key, clock }: Pick<OperationContext, 'key' | 'clock'>): number =>
  TROUBLE_SECONDS * (0.5 + jitter(`${key}@${clock.now()}`));

/**
 * Why AWS could not be asked right now.
 *
 * @throws the error when it will not pass by itself: AWS refused, the lease is lost, the step was aborted, a mistake of ours
 */
export function passingTrouble(error: unknown, { signal }: Pick<OperationContext, 'signal'>): string {
  signal.throwIfAborted();
  if (error instanceof LeaseLostError || faultOf(error) === 'refused') throw error;
  return errorText(error);
}
