import type { Answer, Call } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { rewriteList, rewriteMember } from '../../protocol/rewrite-status.ts';
import { instanceState } from '../ec2/instance.ts';
import { holdsAddress } from '../ec2/network/cidr.ts';
import { elbError, refuseUnread, requireText, validationError } from './elb-errors.ts';
import { targetGroup } from './elb-lookup.ts';
import type { Target, TargetGroup } from './elb-state.ts';
import { targetKey } from './elb-state.ts';
import type { TargetHealth } from './target-health.ts';
import { isKnown, NOT_REGISTERED, targetHealth } from './target-health.ts';

/** Targets of a group. @see Elastic Load Balancing quotas */
const MOST_TARGETS = 1_000;

interface NamedTarget {
  readonly id: string;
  readonly port?: number;
  readonly availabilityZone?: string;
}

interface TargetsInput {
  readonly arn: string;
  readonly targets: readonly NamedTarget[];
}

function readTargets(params: QueryParams): TargetsInput {
  const arn = requireText(params, 'TargetGroupArn');
  const targets = params.structures('Targets.member', (prefix): NamedTarget => {
    const port = params.number(`${prefix}.Port`);
    const availabilityZone = params.text(`${prefix}.AvailabilityZone`);
    if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
      throw validationError(`Port ${port} is not valid`);
    }
    return {
      id: requireText(params, `${prefix}.Id`),
      ...(port === undefined ? {} : { port }),
      ...(availabilityZone === undefined ? {} : { availabilityZone }),
    };
  });
  refuseUnread(params);
  return { arn, targets };
}

function readSomeTargets(params: QueryParams): TargetsInput {
  const input = readTargets(params);
  if (input.targets.length === 0) throw validationError('Targets must be specified');
  return input;
}

const named = ({ arn, targets }: TargetsInput): string[] => [arn, ...targets.map(({ id }) => id)];

export const registerTargets = defineOperation({
  name: 'RegisterTargets',
  writes: true,
  startsJob: true,
  input: readSomeTargets,
  resources: named,
  run: (call, { arn, targets }) => {
    const group = targetGroup(call, arn);
    for (const target of targets) refuseInvalid(call, group, target);
    const heldUp = heldUpTargets(call, targets);
    for (const target of targets) register(call, group, target, heldUp(target));
    const count = [...group.targets.values()].filter(({ draining }) => !draining).length;
    if (count > MOST_TARGETS) throw elbError('TooManyTargets', `A target group has at most ${MOST_TARGETS} targets`);
    return {};
  },
});

/** @throws InvalidTarget; one bad target refuses the whole call */
function refuseInvalid({ place, now }: Call, group: TargetGroup, { id, availabilityZone }: NamedTarget): void {
  if (group.targetType === 'ip') {
    const vpc = place.ec2.network.vpcs.get(group.vpcId);
    if (availabilityZone === 'all' || (vpc && holdsAddress(vpc.cidr, id))) return;
    throw elbError('InvalidTarget', `The IP address '${id}' is not within a valid subnet of VPC '${group.vpcId}'`);
  }
  const instance = place.ec2.instances.get(id);
  if (!instance) throw elbError('InvalidTarget', `Instance ID '${id}' is not valid`);
  if (instance.vpcId !== group.vpcId) {
    throw elbError('InvalidTarget', `The following targets are not in the target group VPC '${group.vpcId}': '${id}'`);
  }
  if (instanceState(instance, now) !== 'running') {
    throw elbError(
      'InvalidTarget',
      `The following targets are not in a running state and cannot be registered: '${id}'`,
    );
  }
}

/** How long faults hold up each target's health checks, in milliseconds. */
function heldUpTargets({ world, strikes }: Call, targets: readonly NamedTarget[]): (target: NamedTarget) => number {
  const heldUp = new Map<NamedTarget, number>();
  const hold = (target: NamedTarget, ms: number): void => void heldUp.set(target, (heldUp.get(target) ?? 0) + ms);
  for (const { id, spec } of strikes) {
    const wanted = spec.server ?? spec.resource;
    const chosen = targets.some((target) => target.id === wanted)
      ? targets.filter((target) => target.id === wanted)
      : targets;
    if (spec.kind === 'stuck') for (const target of chosen) hold(target, Infinity);
    if (spec.kind === 'late') for (const target of chosen) hold(target, (spec.jobSeconds ?? 0) * 1000);
    if (spec.kind === 'partial') {
      const rank = (target: NamedTarget): number => world.draws.unit([id, 'partial', target.id]);
      const failing = [...chosen].sort((a, b) => rank(a) - rank(b)).slice(0, spec.servers ?? 1);
      for (const target of failing) hold(target, Infinity);
    }
  }
  return (target) => heldUp.get(target) ?? 0;
}

/** Registering again what is registered changes nothing; what is being drained is registered anew. */
function register(call: Call, group: TargetGroup, given: NamedTarget, heldUpMs: number): void {
  const target: Target = {
    id: given.id,
    port: given.port ?? group.port,
    registeredAt: call.now,
    heldUpMs,
    ...(given.availabilityZone === undefined ? {} : { availabilityZone: given.availabilityZone }),
  };
  const key = targetKey(target);
  const present = group.targets.get(key);
  if (present && !present.draining) return;
  group.targets.set(key, target);
  call.note(group.arn, `registered ${key}`);
}

export const deregisterTargets = defineOperation({
  name: 'DeregisterTargets',
  writes: true,
  input: readSomeTargets,
  resources: named,
  run: (call, { arn, targets }) => {
    const group = targetGroup(call, arn);
    for (const { id, port } of targets) {
      const key = targetKey({ id, port: port ?? group.port });
      const target = group.targets.get(key);
      if (!target || target.draining) continue;
      target.draining = { from: call.now, until: call.now + group.deregistrationDelaySeconds * 1000 };
      call.note(group.arn, `deregistered ${key}`);
    }
    return {};
  },
});

export const describeTargetHealth = defineOperation({
  name: 'DescribeTargetHealth',
  input: readTargets,
  resources: named,
  run: (call, { arn, targets }) => {
    const group = targetGroup(call, arn);
    const known = [...group.targets.values()].filter((target) => isKnown(target, call.now));
    const shown = targets.length === 0 ? known.map((target) => ({ target, isKnown: true })) : targets.map(askedTarget);
    return {
      TargetHealthDescriptions: shown.map(({ target, isKnown: isRegistered }) =>
        renderHealth(target, isRegistered ? targetHealth(call.place, group, target, call.now) : NOT_REGISTERED),
      ),
    };

    function askedTarget({ id, port }: NamedTarget): { target: Target; isKnown: boolean } {
      const wanted = { id, port: port ?? group.port };
      const found = known.find((target) => targetKey(target) === targetKey(wanted));
      return { target: found ?? { ...wanted, registeredAt: call.now, heldUpMs: 0 }, isKnown: found !== undefined };
    }
  },
  rewriteStatus: (answer, word, id) =>
    rewriteList(answer, 'TargetHealthDescriptions', (entry) => {
      const { Target: target } = entry;
      const isMeant =
        id === undefined || (typeof target === 'object' && target !== null && 'Id' in target && target.Id === id);
      return isMeant ? rewriteMember(entry, 'TargetHealth', { State: word }) : entry;
    }),
});

function renderHealth({ id, port, availabilityZone }: Target, { state, reason, description }: TargetHealth): Answer {
  return {
    Target: { Id: id, Port: port, AvailabilityZone: availabilityZone },
    HealthCheckPort: String(port),
    TargetHealth: { State: state, Reason: reason, Description: description },
  };
}
