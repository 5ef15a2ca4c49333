import type { AwsClients, Target } from '@breakwater/core';

/** What a call to a service in a step's account and Region needs. */
export interface Regional {
  readonly aws: AwsClients;
  readonly target: Target;
  readonly signal: AbortSignal;
}
