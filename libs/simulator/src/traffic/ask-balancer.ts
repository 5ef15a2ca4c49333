import type { Listener, ListenerAction, RuleCondition, Target, TargetGroup } from '../services/elb/elb-state.ts';
import { targetHealth } from '../services/elb/target-health.ts';
import { isGone } from '../services/ec2/instance.ts';
import { matchesWildcards } from '../world/policy.ts';
import type { Place, World } from '../world/world.ts';
import type { Machine } from './ask-machine.ts';
import { askMachine } from './ask-machine.ts';
import type { Endpoint } from './resolve-name.ts';
import type { WebOutcome, WebRequest } from './web-request.ts';
import { failed } from './web-request.ts';

type BalancerEndpoint = Extract<Endpoint, { kind: 'balancer' }>;

/** What a load balancer answers: by its listener on that port, the listener's rules, and the targets behind them. */
export function askBalancer(world: World, request: WebRequest, to: BalancerEndpoint, now: number): WebOutcome {
  const { place, balancer } = to;
  const at = `${balancer.dnsName}:${request.port}`;
  if (world.outages.darkSince(place.accountId, place.region, now) !== undefined) {
    return failed('ETIMEDOUT', `connect ETIMEDOUT ${at}`);
  }
  const listener = [...place.elb.listeners.values()].find(
    ({ loadBalancer, port }) => loadBalancer.arn === balancer.arn && port === request.port,
  );
  if (listener === undefined) return failed('ECONNREFUSED', `connect ECONNREFUSED ${at}`);
  return balancer.type === 'network'
    ? throughNetwork(world, place, listener, request, now)
    : throughApplication(world, place, listener, request, now);
}

/** Connections pass a network load balancer as they are, except that a TLS listener ends TLS. */
function throughNetwork(world: World, place: Place, listener: Listener, request: WebRequest, now: number): WebOutcome {
  const endsTls = listener.protocol === 'TLS';
  if (endsTls && !request.isTls) return failed('EPROTO', `${request.host}:${request.port} speaks TLS only`);
  const group = chosenGroup(world, place, listener.defaultActions, [listener.arn, now]);
  const target = group && chosenTarget(world, place, group, now);
  if (!target) return failed('ECONNREFUSED', `connect ECONNREFUSED ${request.host}:${request.port}: no target`);
  // A load balancer that ends TLS does not verify the certificates of its targets.
  const onwards = endsTls ? { ...request, isTls: group.protocol === 'TLS', verifies: false } : request;
  return askTarget(world, place, target, onwards, now);
}

function throughApplication(
  world: World,
  place: Place,
  listener: Listener,
  request: WebRequest,
  now: number,
): WebOutcome {
  const isTls = listener.protocol === 'HTTPS';
  if (isTls !== request.isTls) {
    const at = `${request.host}:${request.port}`;
    return failed('EPROTO', isTls ? `${at} speaks TLS only` : `${at} does not speak TLS`);
  }
  const actions = listener.rules.find(({ conditions }) => conditions.every((one) => fits(one, request)))?.actions;
  const last = (actions ?? listener.defaultActions).at(-1);
  if (last?.type !== 'forward') return ownAnswer(last);
  const group = chosenGroup(world, place, [last], [listener.arn, now]);
  const target = group && chosenTarget(world, place, group, now);
  if (!group || !target) return { kind: 'answer', status: 503, body: '503 Service Temporarily Unavailable' };
  const onwards = { ...request, isTls: group.protocol === 'HTTPS', verifies: false };
  const answer = askTarget(world, place, target, onwards, now);
  return answer.kind === 'answer' ? answer : { kind: 'answer', status: 502, body: '502 Bad Gateway' };
}

const fits = ({ field, values }: RuleCondition, { name, path }: WebRequest): boolean =>
  values.some((pattern) => matchesWildcards(pattern, field === 'host-header' ? name : path));

function ownAnswer(action: ListenerAction | undefined): WebOutcome {
  if (action === undefined || action.type === 'forward') {
    return { kind: 'answer', status: 503, body: '503 Service Temporarily Unavailable' };
  }
  const { settings } = action;
  if (action.type === 'fixed-response') {
    return { kind: 'answer', status: Number(settings['StatusCode'] ?? 503), body: settings['MessageBody'] ?? '' };
  }
  // Where a redirect or an identity provider sends a browser is not modelled beyond its status.
  return { kind: 'answer', status: settings['StatusCode'] === 'HTTP_301' ? 301 : 302, body: '' };
}

/** By weight; another instant may choose another one. */
function chosenGroup(
  { draws }: World,
  { elb }: Place,
  actions: readonly ListenerAction[],
  key: readonly (string | number)[],
): TargetGroup | undefined {
  const forwards = actions.flatMap((action) => (action.type === 'forward' ? action.groups : []));
  let left = draws.unit(key) * forwards.reduce((sum, { weight }) => sum + weight, 0);
  for (const { targetGroupArn, weight } of forwards) {
    left -= weight;
    if (left < 0) return elb.targetGroups.get(targetGroupArn);
  }
  return undefined;
}

/** A healthy target; where none is, a load balancer tries all of them. */
function chosenTarget(world: World, place: Place, group: TargetGroup, now: number): Target | undefined {
  const states = [...group.targets.values()].map((target) => ({
    target,
    state: targetHealth(place, group, target, now).state,
  }));
  const healthy = states.filter(({ state }) => state === 'healthy');
  const candidates =
    healthy.length > 0 ? healthy : states.filter(({ state }) => state === 'initial' || state === 'unhealthy');
  return candidates[Math.floor(world.draws.unit([group.arn, now]) * candidates.length)]?.target;
}

function askTarget(world: World, place: Place, target: Target, request: WebRequest, now: number): WebOutcome {
  const machine = machineOf(place, target, now);
  if (machine === undefined) return failed('ECONNREFUSED', `connect ECONNREFUSED ${target.id}:${target.port}`);
  return askMachine(world, machine, { ...request, host: machine.instance.privateIp, port: target.port }, now);
}

function machineOf(place: Place, { id }: Target, now: number): Machine | undefined {
  const instance =
    place.ec2.instances.get(id) ??
    [...place.ec2.instances.values()].find((one) => one.privateIp === id && !isGone(one, now));
  return instance && { place, instance };
}
