import { isoInstant } from '../../clock.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { describeElb } from './describe-elb.ts';
import { refuseUnread, requireText } from './elb-errors.ts';
import { targetGroup } from './elb-lookup.ts';
import type { LoadBalancer, TargetGroup } from './elb-state.ts';
import { balancerOf } from './group-use.ts';

const nothing = (): undefined => undefined;

export const describeLoadBalancers = describeElb<LoadBalancer, undefined>({
  name: 'DescribeLoadBalancers',
  list: 'LoadBalancers',
  keys: { LoadBalancerArns: ({ arn }) => arn, Names: ({ name }) => name },
  notFound: ['LoadBalancerNotFound', 'Load balancer'],
  readScope: nothing,
  items: ({ place }) => [...place.elb.loadBalancers.values()],
  render: (balancer) => ({
    LoadBalancerArn: balancer.arn,
    LoadBalancerName: balancer.name,
    DNSName: balancer.dnsName,
    CanonicalHostedZoneId: balancer.canonicalHostedZoneId,
    CreatedTime: isoInstant(balancer.createdAt),
    Scheme: balancer.scheme,
    VpcId: balancer.vpcId,
    State: { Code: 'active' },
    Type: balancer.type,
    AvailabilityZones: balancer.subnets.map(({ id, availabilityZone }) => ({
      ZoneName: availabilityZone,
      SubnetId: id,
    })),
    SecurityGroups: balancer.securityGroupIds,
    IpAddressType: 'ipv4',
  }),
});

export const describeTargetGroups = describeElb<TargetGroup, { balancerArn: string | undefined }>({
  name: 'DescribeTargetGroups',
  list: 'TargetGroups',
  keys: { TargetGroupArns: ({ arn }) => arn, Names: ({ name }) => name },
  notFound: ['TargetGroupNotFound', 'Target group'],
  readScope: (params) => ({ balancerArn: params.text('LoadBalancerArn') }),
  items: ({ place }, { balancerArn }) =>
    [...place.elb.targetGroups.values()].filter(
      ({ arn }) => balancerArn === undefined || balancerOf(place.elb, arn)?.arn === balancerArn,
    ),
  render: (group, { place }) => ({
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    Protocol: group.protocol,
    Port: group.port,
    VpcId: group.vpcId,
    HealthCheckProtocol: group.protocol,
    HealthCheckPort: 'traffic-port',
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: group.healthCheck.intervalSeconds,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: group.healthCheck.healthyThreshold,
    UnhealthyThresholdCount: group.healthCheck.unhealthyThreshold,
    HealthCheckPath: group.healthCheck.path,
    TargetType: group.targetType,
    LoadBalancerArns: [balancerOf(place.elb, group.arn)].flatMap((balancer) => balancer?.arn ?? []),
    IpAddressType: 'ipv4',
  }),
});

export const describeTargetGroupAttributes = defineOperation({
  name: 'DescribeTargetGroupAttributes',
  input: (params: QueryParams) => {
    const arn = requireText(params, 'TargetGroupArn');
    refuseUnread(params);
    return { arn };
  },
  resources: ({ arn }) => [arn],
  run: (call, { arn }) => {
    const { deregistrationDelaySeconds } = targetGroup(call, arn);
    return {
      Attributes: [
        { Key: 'deregistration_delay.timeout_seconds', Value: String(deregistrationDelaySeconds) },
        { Key: 'stickiness.enabled', Value: 'false' },
      ],
    };
  },
});
