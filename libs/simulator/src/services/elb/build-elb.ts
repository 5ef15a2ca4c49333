import type { AccountRegionSpec } from '../../estate/estate-schema.ts';
import type { ListenerSpec, LoadBalancerSpec, TargetGroupSpec } from '../../estate/load-balancing-schema.ts';
import type { Place } from '../../world/world.ts';
import { referredId } from '../ec2/network/build-network.ts';
import { DEFAULT_NAME } from '../ec2/network/network-state.ts';
import { balancerDnsName, balancerZone, listenerArn, loadBalancerArn, ruleArn, targetGroupArn } from './elb-arns.ts';
import type { Listener, ListenerAction, ListenerRule, LoadBalancer, RuleCondition, TargetGroup } from './elb-state.ts';
import { targetKey } from './elb-state.ts';
import { noteUse } from './group-use.ts';

const DEFAULT_PORT = 80;
const DEFAULT_INTERVAL_SECONDS = 30;
const DEFAULT_HEALTHY_THRESHOLD = 5;
const DEFAULT_UNHEALTHY_THRESHOLD = 2;
const DEFAULT_DEREGISTRATION_SECONDS = 300;
/** Targets of the estate were registered long before the run. */
const REGISTERED_BEFORE_MS = 30 * 86_400_000;

/** Adds what the estate says about the load balancers of a place (`startedAt` in simulated epoch milliseconds). */
export function buildElb(place: Place, spec: AccountRegionSpec, startedAt: number): void {
  const at = startedAt - REGISTERED_BEFORE_MS;
  for (const entry of spec.loadBalancing?.targetGroups ?? []) {
    const group = buildGroup(place, spec, entry, at);
    place.elb.targetGroups.set(group.arn, group);
  }
  for (const entry of spec.loadBalancing?.loadBalancers ?? []) {
    const balancer = buildBalancer(place, spec, entry, at);
    place.elb.loadBalancers.set(balancer.arn, balancer);
    for (const listenerSpec of entry.listeners ?? []) {
      const listener = buildListener(place, balancer, listenerSpec);
      place.elb.listeners.set(listener.arn, listener);
    }
  }
  noteUse(place.elb, at);
}

function buildGroup(place: Place, spec: AccountRegionSpec, entry: TargetGroupSpec, at: number): TargetGroup {
  const port = entry.port ?? DEFAULT_PORT;
  const { healthCheck = {} } = entry;
  const idOf = (name: string): string =>
    entry.targetType === 'ip' ? name : referredId(place, 'i', name, spec.instances);
  const targets = (entry.targets ?? []).map((given) => ({
    id: idOf(given.target),
    port: given.port ?? port,
    registeredAt: at,
    heldUpMs: 0,
  }));
  return {
    arn: targetGroupArn(place, entry.name),
    name: entry.name,
    protocol: entry.protocol ?? 'HTTP',
    port,
    targetType: entry.targetType ?? 'instance',
    vpcId: referredId(place, 'vpc', entry.vpc ?? DEFAULT_NAME, spec.network?.vpcs),
    healthCheck: {
      ...(healthCheck.path === undefined ? {} : { path: healthCheck.path }),
      intervalSeconds: healthCheck.intervalSeconds ?? DEFAULT_INTERVAL_SECONDS,
      healthyThreshold: healthCheck.healthyThreshold ?? DEFAULT_HEALTHY_THRESHOLD,
      unhealthyThreshold: healthCheck.unhealthyThreshold ?? DEFAULT_UNHEALTHY_THRESHOLD,
    },
    deregistrationDelaySeconds: entry.deregistrationDelaySeconds ?? DEFAULT_DEREGISTRATION_SECONDS,
    failing: (entry.failing ?? []).map((name) => (name === '*' ? name : idOf(name))),
    tags: { ...entry.tags },
    targets: new Map(targets.map((target) => [targetKey(target), target])),
  };
}

function buildBalancer(place: Place, spec: AccountRegionSpec, entry: LoadBalancerSpec, at: number): LoadBalancer {
  const { name, type = 'application', scheme = 'internet-facing' } = entry;
  const subnets = (entry.subnets ?? [DEFAULT_NAME]).map((reference) => {
    const subnet = place.ec2.network.subnets.get(referredId(place, 'subnet', reference, spec.network?.subnets));
    if (!subnet) throw new RangeError(`load balancer ${name} is in a subnet that does not exist: ${reference}`);
    return subnet;
  });
  return {
    arn: loadBalancerArn(place, name, type),
    name,
    type,
    scheme,
    dnsName: balancerDnsName(place, { name, type, scheme }),
    canonicalHostedZoneId: balancerZone(place.region, type),
    vpcId: subnets[0]?.vpcId ?? '',
    subnets: subnets.map(({ id, availabilityZone }) => ({ id, availabilityZone })),
    securityGroupIds: (entry.securityGroups ?? []).map((group) =>
      referredId(place, 'sg', group, spec.network?.securityGroups),
    ),
    createdAt: at,
    tags: { ...entry.tags },
  };
}

function buildListener(place: Place, loadBalancer: LoadBalancer, spec: ListenerSpec): Listener {
  const arn = listenerArn(place, loadBalancer.name, spec.port, loadBalancer.type);
  const rules = (spec.rules ?? []).map((rule): ListenerRule => ({
    arn: ruleArn(arn, String(rule.priority)),
    priority: String(rule.priority),
    conditions: [...conditions('host-header', rule.hosts), ...conditions('path-pattern', rule.paths)],
    actions: actionsOf(place, rule),
    tags: { ...rule.tags },
  }));
  return {
    arn,
    loadBalancer,
    port: spec.port,
    protocol: spec.protocol ?? (loadBalancer.type === 'application' ? 'HTTP' : 'TCP'),
    defaultActions: actionsOf(place, spec),
    rules: rules.sort((a, b) => Number(a.priority) - Number(b.priority)),
    tags: { ...spec.tags },
  };
}

function conditions(field: RuleCondition['field'], values: readonly string[] | undefined): RuleCondition[] {
  return values === undefined ? [] : [{ field, values }];
}

function actionsOf(
  place: Place,
  { forward, fixedResponse }: Pick<ListenerSpec, 'forward' | 'fixedResponse'>,
): ListenerAction[] {
  if (forward) {
    const groups = forward.map(({ group, weight }) => ({
      targetGroupArn: targetGroupArn(place, group),
      weight: weight ?? 1,
    }));
    return [{ type: 'forward', order: 1, groups }];
  }
  const { statusCode = '503', contentType, messageBody } = fixedResponse ?? {};
  const settings = {
    StatusCode: statusCode,
    ...(contentType === undefined ? {} : { ContentType: contentType }),
    ...(messageBody === undefined ? {} : { MessageBody: messageBody }),
  };
  return [{ type: 'fixed-response', order: 1, settings }];
}
