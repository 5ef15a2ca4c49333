import { DescribeTargetHealthCommand, type TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ELB } from '@breakwater/aws';
import type { Regional } from '../service/regional.ts';

/** A target of a group: an instance, an address, a function or a load balancer, on a port. */
export interface TargetRef {
  readonly id: string;
  /** Absent where the group's own port is meant. */
  readonly port?: number;
  /** Only for addresses outside the load balancer's VPC: `all`, or a zone. */
  readonly availabilityZone?: string;
}

/** A target as its group sees it. */
export interface TargetView {
  readonly target: TargetRef;
  readonly state: string;
  readonly reason: string | undefined;
  readonly description: string | undefined;
}

/**
 * States and reasons of targets that no waiting makes healthy: no listener uses the group or the zone is not enabled, the
 * instance is stopped, the address cannot be used, or nobody checks.
 */
const HOPELESS: ReadonlySet<string> = new Set([
  'Target.NotInUse',
  'Target.InvalidState',
  'Target.IpUnusable',
  'Target.HealthCheckDisabled',
]);

/** On their way out: they get no new connections. */
const LEAVING: ReadonlySet<string> = new Set(['draining', 'unhealthy.draining']);

export const isHealthy = ({ state }: TargetView): boolean => state === 'healthy';
export const isLeaving = ({ state }: TargetView): boolean => LEAVING.has(state);
export const isHopeless = ({ reason }: TargetView): boolean => reason !== undefined && HOPELESS.has(reason);
/** No listener uses the group: that changes when one does. */
export const isUnused = ({ reason }: TargetView): boolean => reason === 'Target.NotInUse';

/** `i-1:8080`, or `i-1` where the group's own port is meant. */
export const targetLabel = ({ id, port }: TargetRef): string => (port === undefined ? id : `${id}:${port}`);

/** `unhealthy (Target.Timeout: Request timed out)`. */
export function healthText({ state, reason, description }: TargetView): string {
  const why = [reason, description].filter((text) => text !== undefined).join(': ');
  return why === '' ? state : `${state} (${why})`;
}

/** All registered targets of a group, those that drain included. */
export async function targetsOf({ aws, target, signal }: Regional, targetGroupArn: string): Promise<TargetView[]> {
  const command = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn });
  const answer = await aws.client(ELB, target).send(command, { abortSignal: signal });
  return (answer.TargetHealthDescriptions ?? []).map(targetView);
}

const targetView = ({ Target, TargetHealth }: TargetHealthDescription): TargetView => ({
  target: {
    id: Target?.Id ?? '',
    ...(Target?.Port !== undefined && { port: Target.Port }),
    ...(Target?.AvailabilityZone !== undefined && { availabilityZone: Target.AvailabilityZone }),
  },
  state: TargetHealth?.State ?? 'unknown',
  reason: TargetHealth?.Reason,
  description: TargetHealth?.Description,
});
