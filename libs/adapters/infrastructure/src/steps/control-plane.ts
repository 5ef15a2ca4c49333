import { finding, type Finding, type OperationRequest } from '@breakwater/core';

/** Where changes of Route 53 records are taken for every account; answers to queries come from everywhere. */
export const ROUTE_53_REGION = 'us-east-1';

const SAFER = 'set-routing-controls moves traffic without it: prepare routing controls and use that operation';

/**
 * Says so when a step's call goes to a control plane in the Region that is left: that Region may be dark by then.
 *
 * @param region - where the control plane of the call is
 */
export function controlPlaneFindings(
  { stepId, originRegion }: OperationRequest<unknown>,
  service: string,
  region: string,
): Finding[] {
  if (region !== originRegion) return [];
  return [
    finding(stepId, {
      code: 'control-plane-in-origin',
      severity: 'warning',
      message: `the control plane of ${service} is in ${region}, the Region that is left; ${SAFER}`,
    }),
  ];
}
