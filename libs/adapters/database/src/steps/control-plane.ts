import { finding, type Finding, type OperationRequest } from '@breakwater/core';

/**
 * A call to the control plane of a Region that is being fled may never be answered.
 *
 * @param instead - the verb that does without it, and where it is called
 */
export function controlPlaneInOrigin(
  { stepId, target, originRegion, intent }: OperationRequest<unknown>,
  instead: string,
  region: string = target.region,
): Finding[] {
  if (intent !== 'unplanned' || region !== originRegion) return [];
  const message = `it is called in ${region}, the Region that is left, and may get no answer there: ${instead}`;
  return [finding(stepId, { code: 'control-plane-in-origin', severity: 'warning', message })];
}
