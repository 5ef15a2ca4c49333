import type { AwsClients, Target } from '@breakwater/core';

/** Where and on whose behalf AWS is asked. */
export interface Regional {
  readonly aws: AwsClients;
  readonly target: Target;
  readonly signal: AbortSignal;
}
