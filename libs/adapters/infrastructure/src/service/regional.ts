import type { AwsClients, OperationRequest, Target, ValidationContext } from '@breakwater/core';

/** What a call to a service in a step's account and Region needs. */
export interface Regional {
  readonly aws: AwsClients;
  readonly target: Target;
  readonly signal: AbortSignal;
}

/** Where a step acts. */
export const whereOf = (
  { target }: Pick<OperationRequest<unknown>, 'target'>,
  { aws, signal }: Pick<ValidationContext, 'aws' | 'signal'>,
): Regional => ({ aws, target, signal });
