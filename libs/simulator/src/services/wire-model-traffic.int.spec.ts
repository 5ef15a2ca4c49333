import {
  AuthorizeSecurityGroupIngressCommand,
  AuthorizeSecurityGroupIngressResult$,
  CreateLaunchTemplateVersionCommand,
  CreateLaunchTemplateVersionResult$,
  DeleteLaunchTemplateVersionsCommand,
  DeleteLaunchTemplateVersionsResult$,
  DescribeInternetGatewaysCommand,
  DescribeInternetGatewaysResult$,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplatesResult$,
  DescribeLaunchTemplateVersionsCommand,
  DescribeLaunchTemplateVersionsResult$,
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypeOfferingsResult$,
  DescribeNatGatewaysCommand,
  DescribeNatGatewaysResult$,
  DescribeNetworkInterfacesCommand,
  DescribeNetworkInterfacesResult$,
  DescribeRouteTablesCommand,
  DescribeRouteTablesResult$,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupRulesResult$,
  DescribeSecurityGroupsCommand,
  DescribeSecurityGroupsResult$,
  DescribeSubnetsCommand,
  DescribeSubnetsResult$,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpcPeeringConnectionsResult$,
  DescribeVpcsCommand,
  DescribeVpcsResult$,
  EC2Client,
  ModifyLaunchTemplateCommand,
  ModifyLaunchTemplateResult$,
  RevokeSecurityGroupIngressCommand,
  RevokeSecurityGroupIngressResult$,
  StopInstancesCommand,
  StopInstancesResult$,
} from '@aws-sdk/client-ec2';
import {
  DescribeListenersCommand,
  DescribeListenersOutput$,
  DescribeLoadBalancersCommand,
  DescribeLoadBalancersOutput$,
  DescribeRulesCommand,
  DescribeRulesOutput$,
  DescribeTagsCommand,
  DescribeTagsOutput$,
  DescribeTargetGroupsCommand,
  DescribeTargetGroupsOutput$,
  DescribeTargetHealthCommand,
  DescribeTargetHealthOutput$,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  ChangeResourceRecordSetsCommand,
  ChangeResourceRecordSetsResponse$,
  GetHealthCheckStatusCommand,
  GetHealthCheckStatusResponse$,
  GetHostedZoneCommand,
  GetHostedZoneResponse$,
  ListHealthChecksCommand,
  ListHealthChecksResponse$,
  ListHostedZonesByNameCommand,
  ListHostedZonesByNameResponse$,
  ListHostedZonesCommand,
  ListHostedZonesResponse$,
  ListResourceRecordSetsCommand,
  ListResourceRecordSetsResponse$,
  ListTagsForResourceCommand,
  ListTagsForResourceResponse$,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { describe, expect, it } from '@jest/globals';

import { aHostedZone, anEstateWithPlace } from '../../testing/a-network.ts';
import { RECOVERY_REGION, SPOKE_ACCOUNT } from '../../testing/an-estate.ts';
import { play } from '../../testing/play.ts';
import { spokeClient } from '../../testing/play-service.ts';
import type { BodyRecorder } from '../../testing/wire-model.ts';
import { recordBodies, unknownElements } from '../../testing/wire-model.ts';
import type { Estate } from '../estate/estate-schema.ts';
import { networkId } from './ec2/network/network-state.ts';
import { targetGroupArn } from './elb/elb-arns.ts';

const HOME = { accountId: SPOKE_ACCOUNT, region: RECOVERY_REGION };
const tags = { Application: '<&>' };

function fullEstate(): Estate {
  const estate = anEstateWithPlace({
    instances: [{ name: 'web', tags }],
    network: {
      vpcs: [{ name: 'prod', cidr: '10.20.0.0/16' }],
      subnets: [{ name: 'a', vpc: 'prod', cidr: '10.20.1.0/24' }],
      internetGateways: [{ name: 'out', vpc: 'prod' }],
      natGateways: [{ name: 'nat', subnet: 'a' }],
      peerings: [{ name: 'peer', vpc: 'prod', peer: { vpc: 'vpc-0a0a0a0a', cidr: '10.1.0.0/16' } }],
      routeTables: [
        {
          name: 'r',
          vpc: 'prod',
          subnets: ['a'],
          routes: [
            { to: '::/0', internetGateway: 'out' },
            { to: '10.1.0.0/16', peering: 'peer' },
          ],
        },
      ],
      securityGroups: [
        {
          name: 'web',
          vpc: 'prod',
          ingress: [
            {
              protocol: 'tcp',
              ports: [443],
              cidrs: ['10.0.0.0/8', '2001:db8::/32'],
              groups: ['web'],
              prefixLists: ['pl-0a0a0a0a'],
              description: 'all',
            },
          ],
        },
      ],
    },
    loadBalancing: {
      targetGroups: [{ name: 'blue', targets: [{ target: 'web' }], tags }, { name: 'green' }],
      loadBalancers: [
        {
          name: 'pay',
          securityGroups: ['default'],
          listeners: [
            {
              port: 80,
              forward: [{ group: 'blue' }, { group: 'green' }],
              rules: [
                { priority: 1, hosts: ['a.example.com'], fixedResponse: { statusCode: '503', messageBody: 'closed' } },
              ],
            },
          ],
        },
      ],
    },
  });
  const [account, ...others] = estate.accounts;
  if (!account) throw new TypeError('the estate has no account');
  const alias = { zone: 'Z0EXAMPLE', name: 'api.example.com' };
  const zone = aHostedZone({
    tags,
    records: [...(aHostedZone().records ?? []), { name: 'www.example.com', type: 'A', alias }],
  });
  const healthChecks = [{ id: 'web', type: 'HTTPS' as const, domain: 'pay.example.com' }];
  return { ...estate, accounts: [{ ...account, route53: { hostedZones: [zone], healthChecks } }, ...others] };
}

interface Recorded {
  readonly middlewareStack: {
    add: (middleware: BodyRecorder['middleware'], options: { step: 'deserialize'; priority: 'low' }) => void;
  };
}

function record(client: Recorded): BodyRecorder {
  const recorder = recordBodies();
  client.middlewareStack.add(recorder.middleware, { step: 'deserialize', priority: 'low' });
  return recorder;
}

describe("the answers about networks and traffic, by the SDK's own models", () => {
  it('have no element that EC2 does not know', async () => {
    const ready = await play(fullEstate());
    const ec2 = await spokeClient(ready, EC2Client, RECOVERY_REGION);
    const recorder = record(ec2);
    const check = (schema: unknown): void => expect(unknownElements(recorder.last(), schema)).toEqual([]);
    await ec2.send(new DescribeVpcsCommand({}));
    check(DescribeVpcsResult$);
    await ec2.send(new DescribeSubnetsCommand({}));
    check(DescribeSubnetsResult$);
    await ec2.send(new DescribeRouteTablesCommand({}));
    check(DescribeRouteTablesResult$);
    await ec2.send(new DescribeInternetGatewaysCommand({}));
    check(DescribeInternetGatewaysResult$);
    await ec2.send(new DescribeNatGatewaysCommand({}));
    check(DescribeNatGatewaysResult$);
    await ec2.send(new DescribeNetworkInterfacesCommand({}));
    check(DescribeNetworkInterfacesResult$);
    await ec2.send(new DescribeInstanceTypeOfferingsCommand({}));
    check(DescribeInstanceTypeOfferingsResult$);
    await ec2.send(new DescribeVpcPeeringConnectionsCommand({}));
    check(DescribeVpcPeeringConnectionsResult$);
    await ec2.send(new DescribeSecurityGroupsCommand({}));
    check(DescribeSecurityGroupsResult$);
    await ec2.send(new DescribeSecurityGroupRulesCommand({}));
    check(DescribeSecurityGroupRulesResult$);
    const rule = {
      GroupId: networkId(HOME, 'sg', 'web'),
      IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '10.9.0.0/16' }] }],
    };
    await ec2.send(new AuthorizeSecurityGroupIngressCommand(rule));
    check(AuthorizeSecurityGroupIngressResult$);
    await ec2.send(new RevokeSecurityGroupIngressCommand(rule));
    check(RevokeSecurityGroupIngressResult$);
    await ec2.send(new StopInstancesCommand({ InstanceIds: [networkId(HOME, 'i', 'web')] }));
    check(StopInstancesResult$);
  });

  it('have no element of launch templates that EC2 does not know', async () => {
    const ready = await play(fullEstate());
    const ec2 = await spokeClient(ready, EC2Client, RECOVERY_REGION);
    const recorder = record(ec2);
    const check = (schema: unknown): void => expect(unknownElements(recorder.last(), schema)).toEqual([]);
    const { LaunchTemplates: [template] = [] } = await ec2.send(new DescribeLaunchTemplatesCommand({}));
    check(DescribeLaunchTemplatesResult$);
    const LaunchTemplateId = template?.LaunchTemplateId;
    const LaunchTemplateData = {
      InstanceType: 'm5.large' as const,
      IamInstanceProfile: { Name: 'web' },
      EbsOptimized: true,
      NetworkInterfaces: [
        {
          DeviceIndex: 0,
          SubnetId: networkId(HOME, 'subnet', 'a'),
          Groups: [networkId(HOME, 'sg', 'web'), 'sg-0a0a0a0a'],
          PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.20.1.9' }],
        },
      ],
      TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'a', Value: 'b' }] }],
    };
    await ec2.send(new CreateLaunchTemplateVersionCommand({ LaunchTemplateId, LaunchTemplateData }));
    check(CreateLaunchTemplateVersionResult$);
    const { LaunchTemplateVersions } = await ec2.send(new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId }));
    check(DescribeLaunchTemplateVersionsResult$);
    expect(LaunchTemplateVersions?.[0]?.LaunchTemplateData).toMatchObject({
      ...LaunchTemplateData,
      NetworkInterfaces: [{ Groups: LaunchTemplateData.NetworkInterfaces[0]?.Groups, PrivateIpAddress: '10.20.1.9' }],
    });
    await ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion: '2' }));
    check(ModifyLaunchTemplateResult$);
    await ec2.send(new DeleteLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions: ['1', '2'] }));
    check(DeleteLaunchTemplateVersionsResult$);
  });

  it('have no element that Elastic Load Balancing does not know', async () => {
    const ready = await play(fullEstate());
    const elb = await spokeClient(ready, ElasticLoadBalancingV2Client, RECOVERY_REGION);
    const recorder = record(elb);
    const check = (schema: unknown, operation: string): void =>
      expect(unknownElements(recorder.last(), schema, `${operation}Result`)).toEqual([]);
    const TargetGroupArn = targetGroupArn(HOME, 'blue');
    await elb.send(new DescribeLoadBalancersCommand({}));
    check(DescribeLoadBalancersOutput$, 'DescribeLoadBalancers');
    await elb.send(new DescribeTargetGroupsCommand({}));
    check(DescribeTargetGroupsOutput$, 'DescribeTargetGroups');
    await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    check(DescribeTargetHealthOutput$, 'DescribeTargetHealth');
    await elb.send(new DescribeListenersCommand({}));
    check(DescribeListenersOutput$, 'DescribeListeners');
    await elb.send(new DescribeRulesCommand({}));
    check(DescribeRulesOutput$, 'DescribeRules');
    await elb.send(new DescribeTagsCommand({ ResourceArns: [TargetGroupArn] }));
    check(DescribeTagsOutput$, 'DescribeTags');
  });

  it('have no element that Route 53 does not know', async () => {
    const ready = await play(fullEstate());
    const dns = await spokeClient(ready, Route53Client, RECOVERY_REGION);
    const recorder = record(dns);
    const check = (schema: unknown): void => expect(unknownElements(recorder.last(), schema)).toEqual([]);
    await dns.send(new ListHostedZonesCommand({ MaxItems: 1 }));
    check(ListHostedZonesResponse$);
    await dns.send(new ListHostedZonesByNameCommand({ DNSName: 'example.com' }));
    check(ListHostedZonesByNameResponse$);
    const HostedZoneId = 'Z0EXAMPLE';
    await dns.send(new GetHostedZoneCommand({ Id: HostedZoneId }));
    check(GetHostedZoneResponse$);
    await dns.send(new ListResourceRecordSetsCommand({ HostedZoneId, MaxItems: 5 }));
    check(ListResourceRecordSetsResponse$);
    const ResourceRecordSet = {
      Name: 'n.example.com',
      Type: 'TXT' as const,
      TTL: 60,
      ResourceRecords: [{ Value: '"a & <b>"' }],
    };
    const ChangeBatch = { Comment: 'one & <two>', Changes: [{ Action: 'UPSERT' as const, ResourceRecordSet }] };
    const { ChangeInfo } = await dns.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch }));
    check(ChangeResourceRecordSetsResponse$);
    expect(ChangeInfo?.Comment).toBe('one & <two>');
    await dns.send(new ListHealthChecksCommand({}));
    check(ListHealthChecksResponse$);
    await dns.send(new GetHealthCheckStatusCommand({ HealthCheckId: 'web' }));
    check(GetHealthCheckStatusResponse$);
    await dns.send(new ListTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId: HostedZoneId }));
    check(ListTagsForResourceResponse$);
  });
});
