import type { FollowUpStep, StepTrace } from '@breakwater/core';
import { isDrill, type RecoverRequest } from '../recover/params.ts';

/** Keeps for real what a drill launched. A real recovery has nothing to keep: what it launched does not expire. */
export function keepLaunched(request: RecoverRequest, { resources }: StepTrace): FollowUpStep[] {
  if (!isDrill(request)) return [];
  const launched = resources.flatMap(({ id, facts }) => {
    const instance = facts?.['recoveryInstanceId'];
    return typeof instance === 'string' ? [{ id, instance }] : [];
  });
  if (launched.length === 0) return [];
  const params = {
    recoveryInstanceIds: launched.map(({ instance }) => instance).sort(),
    ofExecution: request.executionId,
    sourceServerIds: launched.map(({ id }) => id).sort(),
  };
  const description = `keep ${launched.length} drill instances for real`;
  return [{ operation: 'keep-recovery-instances', params, description }];
}
