import type { Place } from '../../world/world.ts';
import { listensFrom, serviceAt } from '../../traffic/web-service.ts';
import { bootedAt, instanceState } from '../ec2/instance.ts';
import type { LoadBalancer, Target, TargetGroup } from './elb-state.ts';
import { balancerOf } from './group-use.ts';

/** State, reason and description by the words of the API; reason and description are absent for a healthy target. */
export interface TargetHealth {
  readonly state: 'initial' | 'healthy' | 'unhealthy' | 'unused' | 'draining';
  readonly reason?: string;
  readonly description?: string;
}

const REGISTRATION_MS = 5_000;

export const NOT_REGISTERED: TargetHealth = {
  state: 'unused',
  reason: 'Target.NotRegistered',
  description: 'Target is not registered to the target group',
};

/** Whether the target is still registered or being drained. */
export function isKnown({ draining }: Target, now: number): boolean {
  return draining === undefined || now < draining.until;
}

/** How a registered target is at that instant. */
export function targetHealth(place: Place, group: TargetGroup, target: Target, now: number): TargetHealth {
  if (target.draining) return draining;
  const balancer = balancerOf(place.elb, group.arn);
  return unusedReason(place, target, balancer, now) ?? checkedHealth(place, group, target, now);
}

const draining: TargetHealth = {
  state: 'draining',
  reason: 'Target.DeregistrationInProgress',
  description: 'Target deregistration is in progress',
};

/** Why no traffic can ever reach the target as things are; such a target never becomes healthy. */
function unusedReason(
  place: Place,
  target: Target,
  balancer: LoadBalancer | undefined,
  now: number,
): TargetHealth | undefined {
  const unused = (reason: string, description: string): TargetHealth => ({ state: 'unused', reason, description });
  if (!balancer) {
    return unused('Target.NotInUse', 'Target group is not configured to receive traffic from the load balancer');
  }
  const instance = place.ec2.instances.get(target.id);
  if (!instance) return undefined;
  const state = instanceState(instance, now);
  if (state !== 'running' && state !== 'pending')
    return unused('Target.InvalidState', `Target is in the ${state} state`);
  if (!balancer.subnets.some(({ availabilityZone }) => availabilityZone === instance.availabilityZone)) {
    return unused('Target.NotInUse', 'Target is in an Availability Zone that is not enabled for the load balancer');
  }
  return undefined;
}

function checkedHealth(place: Place, group: TargetGroup, target: Target, now: number): TargetHealth {
  const { intervalSeconds, healthyThreshold, unhealthyThreshold } = group.healthCheck;
  const checkedFrom = Math.max(target.registeredAt, group.inUseSince ?? now) + REGISTRATION_MS;
  const healthyAt =
    Math.max(checkedFrom, answersFrom(place, target)) + healthyThreshold * intervalSeconds * 1000 + target.heldUpMs;
  const fails = group.failing.includes('*') || group.failing.includes(target.id);
  if (now >= healthyAt && !fails) return { state: 'healthy' };
  if (now < checkedFrom) {
    return {
      state: 'initial',
      reason: 'Elb.RegistrationInProgress',
      description: 'Target registration is in progress',
    };
  }
  const unhealthyAt = checkedFrom + unhealthyThreshold * intervalSeconds * 1000;
  const passes = !fails && answersFrom(place, target) <= unhealthyAt && target.heldUpMs === 0;
  if (now < unhealthyAt || passes) {
    return { state: 'initial', reason: 'Elb.InitialHealthChecking', description: 'Initial health checks in progress' };
  }
  return { state: 'unhealthy', reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };
}

/**
 * When the target began to answer: when its machine has booted, or what the estate says about that port of it was
 * started. An address of no instance is taken to answer.
 */
function answersFrom(place: Place, { id, port }: Target): number {
  const { instances } = place.ec2;
  const instance =
    instances.get(id) ?? [...instances.values()].find(({ privateIp, shutDown }) => privateIp === id && !shutDown);
  if (!instance) return -Infinity;
  const service = serviceAt(place, instance, port);
  return service === undefined ? bootedAt(instance) : listensFrom(place, service, instance);
}
