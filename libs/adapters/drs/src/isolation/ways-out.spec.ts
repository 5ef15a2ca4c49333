import { describe, expect, it } from '@jest/globals';
import type { Route } from '@aws-sdk/client-ec2';
import type { LaunchNetwork } from '../service/launch-networks.ts';
import type { NetworkView } from '../service/networks.ts';
import { waysOut } from './ways-out.ts';

const LAUNCH: LaunchNetwork = {
  sourceServerId: 's-1',
  templateId: 'lt-1',
  subnetId: 'subnet-1',
  securityGroupIds: ['sg-1'],
};

const aNetwork = (over: Partial<NetworkView> = {}): NetworkView => ({
  subnets: [{ SubnetId: 'subnet-1', VpcId: 'vpc-1' }],
  vpcs: [
    {
      VpcId: 'vpc-1',
      CidrBlock: '10.1.0.0/16',
      CidrBlockAssociationSet: [{ CidrBlock: '10.2.0.0/16' }],
      Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: '2001:db8::/56' }],
    },
  ],
  routeTables: [{ RouteTableId: 'rtb-1', VpcId: 'vpc-1', Associations: [{ Main: true }], Routes: [] }],
  peerings: [],
  internetGateways: [],
  securityGroups: [{ GroupId: 'sg-1', GroupName: 'app', VpcId: 'vpc-1' }],
  ...over,
});

const texts = (over: Partial<NetworkView>, launch: Partial<LaunchNetwork> = {}): string[] =>
  waysOut({ ...LAUNCH, ...launch }, aNetwork(over)).map(({ text }) => text);

const withRoutes = (...Routes: Route[]): Partial<NetworkView> => ({
  routeTables: [{ RouteTableId: 'rtb-1', VpcId: 'vpc-1', Associations: [{ Main: true }], Routes }],
});

describe('waysOut', () => {
  it.each<[string, Route, string]>([
    ['a NAT gateway', { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1' }, '0.0.0.0/0 to nat-1'],
    ['IPv6', { DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-1' }, '::/0 to eigw-1'],
    ['an endpoint', { DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1' }, 'pl-1 to vpce-1'],
    ['an interface', { DestinationCidrBlock: '10.9.0.0/16', NetworkInterfaceId: 'eni-1' }, '10.9.0.0/16 to eni-1'],
    ['a local gateway', { DestinationCidrBlock: '10.9.0.0/16', LocalGatewayId: 'lgw-1' }, '10.9.0.0/16 to lgw-1'],
    ['a carrier', { DestinationCidrBlock: '10.9.0.0/16', CarrierGatewayId: 'cagw-1' }, '10.9.0.0/16 to cagw-1'],
    ['a core network', { DestinationCidrBlock: '10.9.0.0/16', CoreNetworkArn: 'arn:core' }, '10.9.0.0/16 to arn:core'],
    ['what nobody knows', {}, 'an unknown range to an unknown target'],
  ])('names a route through %s', (_what, route, text) => {
    expect(texts(withRoutes(route))).toEqual([`rtb-1 of subnet-1 routes ${text}`]);
  });

  it('lets pass what stays inside, and routes that lead nowhere', () => {
    const nowhere: Route = { DestinationCidrBlock: '10.9.0.0/16', TransitGatewayId: 'tgw-1', State: 'blackhole' };
    const inside = withRoutes({ DestinationCidrBlock: '10.1.0.0/16', GatewayId: 'local' }, nowhere);
    const rule = {
      IpRanges: [{ CidrIp: '10.2.3.0/24' }],
      Ipv6Ranges: [{ CidrIpv6: '2001:db8::/64' }],
      UserIdGroupPairs: [{ GroupId: 'sg-1' }, {}],
    };
    const securityGroups = [{ GroupId: 'sg-1', VpcId: 'vpc-1', IpPermissions: [rule], IpPermissionsEgress: [rule] }];
    expect(texts({ ...inside, securityGroups })).toEqual([]);
  });

  it('prefers the table of the subnet to the main one, and trusts none that is not known', () => {
    const own = { RouteTableId: 'rtb-2', VpcId: 'vpc-1', Associations: [{ SubnetId: 'subnet-1' }], Routes: [] };
    const leaking = withRoutes({ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1' }).routeTables ?? [];
    expect(texts({ routeTables: [...leaking, own] })).toEqual([]);
    expect(texts({ routeTables: [] })).toEqual(['the route table of subnet-1 is not known']);
    expect(texts({ routeTables: [{ VpcId: 'vpc-1' }] })).toHaveLength(1);
  });

  it('names a subnet that does not exist, and groups of another network', () => {
    expect(texts({ subnets: [] })).toEqual(['subnet-1 does not exist']);
    expect(texts({}, { securityGroupIds: ['sg-9'] })).toEqual(['sg-9 is no security group of vpc-1']);
    expect(texts({}, { subnetId: undefined, templateId: undefined })[0]).toContain(
      'its launch template names no subnet',
    );
  });

  it('judges the default group where none is chosen, and groups of others that it refers to', () => {
    const IpPermissions = [{ UserIdGroupPairs: [{ GroupId: 'sg-production' }] }];
    const securityGroups = [{ GroupId: 'sg-0', GroupName: 'default', VpcId: 'vpc-1', IpPermissions }];
    expect(texts({ securityGroups }, { securityGroupIds: [] })).toEqual(['sg-0 lets in sg-production']);
  });

  it('counts active peerings on either side, and gateways of this network only', () => {
    const sides = {
      RequesterVpcInfo: { VpcId: 'vpc-2', CidrBlock: '10.3.0.0/16' },
      AccepterVpcInfo: { VpcId: 'vpc-1' },
    };
    const peerings = [
      { VpcPeeringConnectionId: 'pcx-1', Status: { Code: 'active' as const }, ...sides },
      { VpcPeeringConnectionId: 'pcx-2', Status: { Code: 'deleted' as const }, ...sides },
      { VpcPeeringConnectionId: 'pcx-3', Status: { Code: 'active' as const } },
    ];
    const internetGateways = [{ InternetGatewayId: 'igw-2', Attachments: [{ VpcId: 'vpc-2' }] }, {}];
    expect(texts({ peerings, internetGateways })).toEqual(['pcx-1 connects vpc-1 with vpc-2 (10.3.0.0/16)']);
  });
});
