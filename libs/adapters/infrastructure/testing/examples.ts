import type { JsonObject } from '@breakwater/core';
import type { WriteRecord } from '@breakwater/simulator';
import { control, CLUSTER_ENDPOINTS, GROUP_ID, groupArn, instance, LISTENER, ZONE } from './estate.ts';

/** One operation with parameters that work in the estate, and what of its calls must happen once. */
export interface OperationExample {
  readonly name: string;
  readonly params: JsonObject;
  readonly resources: readonly string[];
  /** The first call that changes something, `route53:ChangeResourceRecordSets`. */
  readonly call: string;
  /** All calls that change something. */
  readonly calls: readonly string[];
  /** The quota that may stand in the way of that call, as AWS names it. */
  readonly quota: string;
  /** Whether AWS goes on working after it answered that call. */
  readonly startsWork?: true;
  /** A call whose answer holds the status that success depends on. */
  readonly statusCall?: string;
}

export const EXAMPLES: readonly OperationExample[] = [
  {
    name: 'update-dns',
    params: {
      hostedZoneId: ZONE,
      name: 'pay.example.com',
      type: 'CNAME',
      ttlSeconds: 60,
      values: ['pay-west.example.com'],
    },
    resources: ['CNAME pay.example.com'],
    call: 'route53:ChangeResourceRecordSets',
    calls: ['route53:ChangeResourceRecordSets'],
    quota: 'PriorRequestNotComplete',
    startsWork: true,
    statusCall: 'route53:GetChange',
  },
  {
    name: 'set-routing-controls',
    params: {
      clusterEndpoints: CLUSTER_ENDPOINTS,
      controls: [
        { arn: control('east'), state: 'Off' },
        { arn: control('west'), state: 'On' },
      ],
    },
    resources: [control('east'), control('west')],
    call: 'route53-recovery-cluster:UpdateRoutingControlStates',
    calls: ['route53-recovery-cluster:UpdateRoutingControlStates'],
    quota: 'ThrottlingException',
    statusCall: 'route53-recovery-cluster:GetRoutingControlState',
  },
  {
    name: 'shift-targets',
    params: {
      targetGroupArn: groupArn('east'),
      register: [instance('web-new')],
      deregister: [{ id: instance('web-old') }],
    },
    resources: [instance('web-new'), instance('web-old')],
    call: 'elasticloadbalancing:RegisterTargets',
    calls: ['elasticloadbalancing:RegisterTargets', 'elasticloadbalancing:DeregisterTargets'],
    quota: 'TooManyTargets',
    startsWork: true,
    statusCall: 'elasticloadbalancing:DescribeTargetHealth',
  },
  {
    name: 'update-listener',
    params: { listenerArn: LISTENER, forward: [{ targetGroupArn: groupArn('west') }] },
    resources: [LISTENER],
    call: 'elasticloadbalancing:ModifyListener',
    calls: ['elasticloadbalancing:ModifyListener'],
    quota: 'TooManyActions',
    statusCall: 'elasticloadbalancing:DescribeTargetHealth',
  },
  {
    name: 'update-security-group',
    params: {
      securityGroupId: GROUP_ID,
      allow: [{ direction: 'ingress', protocol: 'tcp', fromPort: 5432, toPort: 5432, cidr: '10.2.0.0/16' }],
      revoke: [{ direction: 'ingress', protocol: 'tcp', fromPort: 5432, toPort: 5432, cidr: '10.1.0.0/16' }],
    },
    resources: ['ingress tcp 5432 from 10.2.0.0/16', 'ingress tcp 5432 from 10.1.0.0/16'],
    call: 'ec2:AuthorizeSecurityGroupIngress',
    calls: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'],
    quota: 'RulesPerSecurityGroupLimitExceeded',
  },
];

export function exampleOf(name: string): OperationExample {
  const found = EXAMPLES.find((example) => example.name === name);
  if (found === undefined) throw new RangeError(`no example of ${name}`);
  return found;
}

/** Of a write that left everything as it was. */
const NO_CHANGE = / \(as it was\)$/;

/** What took effect, and how often. Random ids of rules are left out. */
export function effectsIn(writes: readonly WriteRecord[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const effect of writes.flatMap(({ effects }) => effects)) {
    if (NO_CHANGE.test(effect)) continue;
    const name = effect.replace(/sgr-[0-9a-f]+/, 'sgr');
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

export const ownWrites = (writes: readonly WriteRecord[]): WriteRecord[] =>
  writes.filter(({ operation }) => !operation.startsWith('sts:'));
