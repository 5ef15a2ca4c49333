import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DescribeInternetGatewaysCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpcsCommand,
  paginateDescribeSecurityGroupRules,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from '@jest/globals';

import { RECOVERY_REGION, SPOKE_ACCOUNT } from '../../../../testing/an-estate.ts';
import { anEstateWithPlace } from '../../../../testing/a-network.ts';
import type { Play } from '../../../../testing/play.ts';
import { play, refusal } from '../../../../testing/play.ts';
import type { NetworkSpec } from '../../../estate/network-schema.ts';
import { networkId } from './network-state.ts';

const HOME = { accountId: SPOKE_ACCOUNT, region: RECOVERY_REGION };
const idOf = (kind: Parameters<typeof networkId>[1], name: string): string => networkId(HOME, kind, name);

const NETWORK: NetworkSpec = {
  vpcs: [
    { name: 'prod', cidr: '10.20.0.0/16' },
    { name: 'drill', cidr: '10.66.0.0/16' },
  ],
  subnets: [
    { name: 'prod-a', vpc: 'prod', cidr: '10.20.1.0/24' },
    { name: 'drill-a', vpc: 'drill', cidr: '10.66.1.0/24', zone: 'us-west-2b' },
  ],
  internetGateways: [{ name: 'out', vpc: 'prod' }],
  natGateways: [{ name: 'nat-a', subnet: 'prod-a' }],
  peerings: [
    { name: 'to-shared', vpc: 'prod', peer: { account: '999988887777', vpc: 'vpc-0a0a0a0a', cidr: '10.1.0.0/16' } },
  ],
  routeTables: [
    {
      name: 'prod-routes',
      vpc: 'prod',
      main: true,
      routes: [
        { to: '0.0.0.0/0', internetGateway: 'out' },
        { to: '10.1.0.0/16', peering: 'to-shared' },
        { to: '10.2.0.0/16', transitGateway: 'tgw-0b0b0b0b' },
      ],
    },
    { name: 'drill-routes', vpc: 'drill', subnets: ['drill-a'] },
  ],
  securityGroups: [
    {
      name: 'web',
      vpc: 'prod',
      ingress: [{ protocol: 'tcp', ports: [443], cidrs: ['10.1.0.0/16'] }],
      tags: { Tier: 'web' },
    },
    { name: 'app', vpc: 'prod', ingress: [{ protocol: 'tcp', ports: [8080], groups: ['web'] }] },
    { name: 'plain' },
  ],
};
const WEB = idOf('sg', 'web');

interface Networked extends Play {
  readonly rules: (groupId: string) => Promise<SecurityGroupRule[]>;
  readonly allow: (permission: IpPermission, GroupId?: string) => Promise<SecurityGroupRule[]>;
}

async function playNetwork(): Promise<Networked> {
  const ready = await play(anEstateWithPlace({ network: NETWORK }));
  return {
    ...ready,
    rules: async (groupId) => {
      const Filters = [{ Name: 'group-id', Values: [groupId] }];
      return (await ready.ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }))).SecurityGroupRules ?? [];
    },
    allow: async (permission, GroupId = WEB) => {
      const command = new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permission] });
      return (await ready.ec2.send(command)).SecurityGroupRules ?? [];
    },
  };
}

const tcp = (port: number, cidr: string): IpPermission => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  IpRanges: [{ CidrIp: cidr }],
});

describe('the network', () => {
  it('has a default VPC in every Region, and what the estate adds', async () => {
    const { ec2 } = await playNetwork();
    const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
    expect(Vpcs.map(({ CidrBlock, IsDefault }) => [CidrBlock, IsDefault])).toEqual([
      ['10.10.0.0/16', true],
      ['10.20.0.0/16', false],
      ['10.66.0.0/16', false],
    ]);
    const Filters = [{ Name: 'vpc-id', Values: [idOf('vpc', 'drill')] }];
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ Filters }));
    expect(Subnets).toMatchObject([
      {
        SubnetId: idOf('subnet', 'drill-a'),
        CidrBlock: '10.66.1.0/24',
        AvailabilityZone: 'us-west-2b',
        AvailableIpAddressCount: 251,
      },
    ]);
    expect(await refusal(ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-00000000'] })))).toMatchObject({
      name: 'InvalidVpcID.NotFound',
    });
    expect(await refusal(ec2.send(new DescribeVpcsCommand({ DryRun: true })))).toMatchObject({
      name: 'DryRunOperation',
    });
  });

  it('shows gateways, peerings, and the routes through them', async () => {
    const { ec2 } = await playNetwork();
    const { RouteTables } = await ec2.send(
      new DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [idOf('vpc', 'prod')] }] }),
    );
    expect(RouteTables).toMatchObject([
      {
        Associations: [{ Main: true }],
        Routes: [
          { DestinationCidrBlock: '10.20.0.0/16', GatewayId: 'local', State: 'active' },
          { DestinationCidrBlock: '0.0.0.0/0', GatewayId: idOf('igw', 'out') },
          { DestinationCidrBlock: '10.1.0.0/16', VpcPeeringConnectionId: idOf('pcx', 'to-shared') },
          { DestinationCidrBlock: '10.2.0.0/16', TransitGatewayId: 'tgw-0b0b0b0b' },
        ],
      },
    ]);
    const ofSubnet = [{ Name: 'association.subnet-id', Values: [idOf('subnet', 'drill-a')] }];
    const { RouteTables: drill } = await ec2.send(new DescribeRouteTablesCommand({ Filters: ofSubnet }));
    expect(drill?.[0]?.Routes).toMatchObject([{ GatewayId: 'local' }]);
    const { VpcPeeringConnections } = await ec2.send(new DescribeVpcPeeringConnectionsCommand({}));
    expect(VpcPeeringConnections).toMatchObject([
      { AccepterVpcInfo: { OwnerId: '999988887777', CidrBlock: '10.1.0.0/16' }, Status: { Code: 'active' } },
    ]);
    expect((await ec2.send(new DescribeInternetGatewaysCommand({}))).InternetGateways).toMatchObject([
      { Attachments: [{ VpcId: idOf('vpc', 'prod') }] },
    ]);
    expect((await ec2.send(new DescribeNatGatewaysCommand({}))).NatGateways).toMatchObject([
      { SubnetId: idOf('subnet', 'prod-a'), State: 'available' },
    ]);
  });
});

describe('security groups', () => {
  it('are described with their rules, by ids, filters and pages', async () => {
    const { ec2, rules } = await playNetwork();
    const { SecurityGroups } = await ec2.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'tag:Tier', Values: ['web'] }] }),
    );
    expect(SecurityGroups).toMatchObject([
      {
        GroupId: WEB,
        GroupName: 'web',
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, IpRanges: [{ CidrIp: '10.1.0.0/16' }] }],
        IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      },
    ]);
    expect(await rules(idOf('sg', 'app'))).toMatchObject([
      { IsEgress: false, ReferencedGroupInfo: { GroupId: WEB, UserId: SPOKE_ACCOUNT } },
      { IsEgress: true, CidrIpv4: '0.0.0.0/0' },
    ]);
    const lengths: number[] = [];
    for await (const { SecurityGroupRules = [] } of paginateDescribeSecurityGroupRules(
      { client: ec2, pageSize: 5 },
      {},
    )) {
      lengths.push(SecurityGroupRules.length);
    }
    expect(lengths).toEqual([5, 5, 1]);
    const unknown = new DescribeSecurityGroupsCommand({ GroupIds: ['sg-00000000'] });
    expect(await refusal(ec2.send(unknown))).toMatchObject({ name: 'InvalidGroup.NotFound' });
  });

  it('take a rule, canonicalise its block and refuse it the second time', async () => {
    const { allow, rules, simulator } = await playNetwork();
    const [added] = await allow(tcp(22, '100.68.0.18/18'));
    expect(added).toMatchObject({
      SecurityGroupRuleId: expect.stringMatching(/^sgr-/),
      CidrIpv4: '100.68.0.0/18',
      IsEgress: false,
    });
    expect(await refusal(allow(tcp(22, '100.68.0.0/18')))).toMatchObject({ name: 'InvalidPermission.Duplicate' });
    const both = { ...tcp(22, '100.68.0.0/18'), IpRanges: [{ CidrIp: '10.3.0.0/16' }, { CidrIp: '100.68.0.0/18' }] };
    expect(await refusal(allow(both))).toMatchObject({ name: 'InvalidPermission.Duplicate' });
    expect(await rules(WEB)).toHaveLength(3);
    expect(simulator.control.writes()).toMatchObject([
      { operation: 'ec2:AuthorizeSecurityGroupIngress', resources: [WEB] },
    ]);
  });

  it('are the same again when what was authorised is revoked, by id or by its words', async () => {
    const { ec2, allow, simulator } = await playNetwork();
    const groups = () => simulator.control.state().places[0]?.securityGroups;
    const before = groups();
    const [added] = await allow({
      IpProtocol: 'tcp',
      FromPort: 1,
      ToPort: 2,
      Ipv6Ranges: [{ CidrIpv6: '2001:db8::1/32' }],
    });
    expect(added?.CidrIpv6).toBe('2001:db8::/32');
    expect(groups()).not.toEqual(before);
    const { RevokedSecurityGroupRules } = await ec2.send(
      new RevokeSecurityGroupIngressCommand({ GroupId: WEB, SecurityGroupRuleIds: [added?.SecurityGroupRuleId ?? ''] }),
    );
    expect(RevokedSecurityGroupRules).toMatchObject([{ CidrIpv6: '2001:db8::/32' }]);
    const out = { GroupId: WEB, IpPermissions: [tcp(5432, '10.9.0.0/16')] };
    await ec2.send(new AuthorizeSecurityGroupEgressCommand(out));
    await ec2.send(new RevokeSecurityGroupEgressCommand(out));
    expect(groups()).toEqual(before);
  });

  it('refuse to revoke what is not there, except in the default VPC', async () => {
    const { ec2 } = await playNetwork();
    const revoke = (GroupId: string) =>
      ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: [tcp(1, '10.0.0.0/8')] }));
    expect(await refusal(revoke(WEB))).toMatchObject({ name: 'InvalidPermission.NotFound' });
    expect((await revoke(idOf('sg', 'plain'))).UnknownIpPermissions).toMatchObject([
      { IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
    ]);
    const byId = new RevokeSecurityGroupIngressCommand({ GroupId: WEB, SecurityGroupRuleIds: ['sgr-00000000'] });
    expect(await refusal(ec2.send(byId))).toMatchObject({ name: 'InvalidSecurityGroupRuleId.NotFound' });
  });

  it('refuse rules that are malformed, too many, or of unknown groups', async () => {
    const { allow, ec2 } = await playNetwork();
    const name = async (permission: IpPermission, group?: string) => (await refusal(allow(permission, group))).name;
    expect(await name(tcp(22, '10.0.0.0/40'))).toBe('InvalidParameterValue');
    expect(await name({ ...tcp(22, '10.0.0.0/8'), ToPort: 1 })).toBe('InvalidParameterValue');
    expect(await name({ ...tcp(22, '10.0.0.0/8'), IpProtocol: 'carrier-pigeon' })).toBe('InvalidPermission.Malformed');
    expect(await name(tcp(22, '10.0.0.0/8'), 'sg-00000000')).toBe('InvalidGroup.NotFound');
    expect(await name(tcp(22, '10.0.0.0/8'), 'web')).toBe('InvalidGroupId.Malformed');
    const UserIdGroupPairs = [{ GroupId: 'sg-00000000' }];
    expect(await name({ IpProtocol: '-1', UserIdGroupPairs })).toBe('InvalidGroup.NotFound');
    const IpRanges = Array.from({ length: 60 }, (_, index) => ({ CidrIp: `10.${index}.0.0/16` }));
    expect(await name({ ...tcp(25, ''), IpRanges })).toBe('RulesPerSecurityGroupLimitExceeded');
    const dry = new AuthorizeSecurityGroupIngressCommand({
      GroupId: WEB,
      IpPermissions: [tcp(22, '10.0.0.0/8')],
      DryRun: true,
    });
    expect(await refusal(ec2.send(dry))).toMatchObject({ name: 'DryRunOperation', $metadata: { httpStatusCode: 412 } });
  });
});

describe('what a launch can be checked against', () => {
  it('are the addresses that instances have, by subnet and until they are shut down', async () => {
    const { ec2, simulator } = await play(
      anEstateWithPlace({
        network: NETWORK,
        instances: [{ name: 'pay', subnet: 'prod-a', privateIp: '10.20.1.9', securityGroups: ['web'] }],
      }),
    );
    expect(simulator.control.writes()).toEqual([]);
    const holding = async (...Values: string[]) => {
      const Filters = [{ Name: 'addresses.private-ip-address', Values }];
      return (await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }))).NetworkInterfaces ?? [];
    };
    expect(await holding('10.20.1.9', '10.20.1.10')).toMatchObject([
      {
        SubnetId: idOf('subnet', 'prod-a'),
        PrivateIpAddresses: [{ PrivateIpAddress: '10.20.1.9', Primary: true }],
        Attachment: { InstanceId: idOf('i', 'pay') },
        Groups: [{ GroupId: WEB }],
      },
    ]);
    expect(await holding('10.20.1.10')).toEqual([]);
    const unknown = new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: ['eni-00000000'] });
    expect(await refusal(ec2.send(unknown))).toMatchObject({ name: 'InvalidNetworkInterfaceID.NotFound' });
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [idOf('i', 'pay')] }));
    expect(await holding('10.20.1.9')).toEqual([]);
  });

  it('are the instance types that each zone offers', async () => {
    const { ec2 } = await playNetwork();
    const offered = async (types: string[], zone: string) => {
      const Filters = [
        { Name: 'instance-type', Values: types },
        { Name: 'location', Values: [zone] },
      ];
      const command = new DescribeInstanceTypeOfferingsCommand({ LocationType: 'availability-zone', Filters });
      const { InstanceTypeOfferings = [] } = await ec2.send(command);
      return InstanceTypeOfferings.map(({ InstanceType, Location }) => `${InstanceType} in ${Location}`);
    };
    expect(await offered(['m7i.large', 'm7i.huge'], 'us-west-2b')).toEqual(['m7i.large in us-west-2b']);
    expect(await offered(['m7i.large'], 'eu-west-1a')).toEqual([]);
    const wrong = new DescribeInstanceTypeOfferingsCommand({ Filters: [{ Name: 'colour', Values: ['blue'] }] });
    expect(await refusal(ec2.send(wrong))).toMatchObject({ name: 'InvalidParameterValue' });
    const byZoneId = new DescribeInstanceTypeOfferingsCommand({ LocationType: 'availability-zone-id' });
    expect(await refusal(ec2.send(byZoneId))).toMatchObject({ name: 'InvalidParameterValue' });
  });
});
