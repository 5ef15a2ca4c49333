import { isoInstant } from '../../../clock.ts';
import { describeList } from '../describe-list.ts';
import { renderTags } from '../render-instance.ts';
import { cidrText, sizeOf } from './cidr.ts';
import type {
  InternetGateway,
  NatGateway,
  Peering,
  PeeringSide,
  Route,
  RouteTable,
  Subnet,
  Vpc,
} from './network-state.ts';
import type { Place } from '../../../world/world.ts';

/** Addresses of every subnet that AWS keeps for itself. */
const RESERVED_ADDRESSES = 5;

const missing = (code: string, noun: string): readonly [string, (id: string) => string] => [
  code,
  (id) => `The ${noun} ID '${id}' does not exist`,
];

const tags = ({ tags: own }: { tags: Readonly<Record<string, string>> }): Readonly<Record<string, string>> => own;

export const describeVpcs = describeList<Vpc>({
  name: 'DescribeVpcs',
  list: 'vpcSet',
  idParams: { VpcId: ({ id }) => id },
  missing: missing('InvalidVpcID.NotFound', 'vpc'),
  items: ({ ec2 }) => ec2.network.vpcs.values(),
  tags,
  filters: {
    'vpc-id': ({ id }) => [id],
    cidr: ({ cidr }) => [cidrText(cidr)],
    'is-default': ({ isDefault }) => [String(isDefault)],
    'owner-id': (_, { accountId }) => [accountId],
    state: () => ['available'],
  },
  render: (vpc, { place }) => ({
    vpcId: vpc.id,
    ownerId: place.accountId,
    state: 'available',
    cidrBlock: cidrText(vpc.cidr),
    cidrBlockAssociationSet: [
      {
        associationId: vpc.id.replace('vpc-', 'vpc-cidr-assoc-'),
        cidrBlock: cidrText(vpc.cidr),
        cidrBlockState: { state: 'associated' },
      },
    ],
    instanceTenancy: 'default',
    isDefault: vpc.isDefault,
    tagSet: renderTags(vpc.tags),
  }),
  status: { member: 'state', id: 'vpcId' },
});

export const describeSubnets = describeList<Subnet>({
  name: 'DescribeSubnets',
  list: 'subnetSet',
  idParams: { SubnetId: ({ id }) => id },
  missing: missing('InvalidSubnetID.NotFound', 'subnet'),
  items: ({ ec2 }) => ec2.network.subnets.values(),
  tags,
  filters: {
    'subnet-id': ({ id }) => [id],
    'vpc-id': ({ vpcId }) => [vpcId],
    'availability-zone': ({ availabilityZone }) => [availabilityZone],
    'cidr-block': ({ cidr }) => [cidrText(cidr)],
    'default-for-az': ({ isDefault }) => [String(isDefault)],
    'owner-id': (_, { accountId }) => [accountId],
    state: () => ['available'],
  },
  render: (subnet, { place, now }) => ({
    subnetId: subnet.id,
    subnetArn: `arn:aws:ec2:${place.region}:${place.accountId}:subnet/${subnet.id}`,
    vpcId: subnet.vpcId,
    ownerId: place.accountId,
    state: 'available',
    cidrBlock: cidrText(subnet.cidr),
    availableIpAddressCount: freeAddressCount(place, subnet, now),
    availabilityZone: subnet.availabilityZone,
    defaultForAz: subnet.isDefault,
    mapPublicIpOnLaunch: subnet.isDefault,
    tagSet: renderTags(subnet.tags),
  }),
  status: { member: 'state', id: 'subnetId' },
});

function freeAddressCount({ ec2 }: Place, subnet: Subnet, now: number): number {
  const used = [...ec2.instances.values()].filter(
    ({ subnetId, shutDown, launchedAt }) =>
      subnetId === subnet.id && launchedAt <= now && (shutDown === undefined || now < shutDown.terminatedAt),
  );
  return Number(sizeOf(subnet.cidr)) - RESERVED_ADDRESSES - used.length;
}

export const describeInternetGateways = describeList<InternetGateway>({
  name: 'DescribeInternetGateways',
  list: 'internetGatewaySet',
  idParams: { InternetGatewayId: ({ id }) => id },
  missing: missing('InvalidInternetGatewayID.NotFound', 'internetGateway'),
  items: ({ ec2 }) => ec2.network.internetGateways.values(),
  tags,
  filters: {
    'internet-gateway-id': ({ id }) => [id],
    'attachment.vpc-id': ({ vpcId }) => [vpcId],
    'attachment.state': () => ['available'],
  },
  render: (gateway, { place }) => ({
    internetGatewayId: gateway.id,
    ownerId: place.accountId,
    attachmentSet: [{ vpcId: gateway.vpcId, state: 'available' }],
    tagSet: renderTags(gateway.tags),
  }),
});

export const describeNatGateways = describeList<NatGateway>({
  name: 'DescribeNatGateways',
  list: 'natGatewaySet',
  idParams: { NatGatewayId: ({ id }) => id },
  missing: ['NatGatewayNotFound', (id) => `The Nat Gateway ${id} was not found`],
  items: ({ ec2 }) => ec2.network.natGateways.values(),
  tags,
  filters: {
    'nat-gateway-id': ({ id }) => [id],
    'vpc-id': ({ vpcId }) => [vpcId],
    'subnet-id': ({ subnetId }) => [subnetId],
    state: () => ['available'],
  },
  render: (gateway) => ({
    natGatewayId: gateway.id,
    vpcId: gateway.vpcId,
    subnetId: gateway.subnetId,
    state: 'available',
    connectivityType: 'public',
    createTime: isoInstant(gateway.createdAt),
    natGatewayAddressSet: [],
    tagSet: renderTags(gateway.tags),
  }),
  status: { member: 'state', id: 'natGatewayId' },
});

export const describeVpcPeeringConnections = describeList<Peering>({
  name: 'DescribeVpcPeeringConnections',
  list: 'vpcPeeringConnectionSet',
  idParams: { VpcPeeringConnectionId: ({ id }) => id },
  missing: missing('InvalidVpcPeeringConnectionID.NotFound', 'vpcPeeringConnection'),
  items: ({ ec2 }) => ec2.network.peerings.values(),
  tags,
  filters: {
    'vpc-peering-connection-id': ({ id }) => [id],
    'requester-vpc-info.vpc-id': ({ requester }) => [requester.vpcId],
    'requester-vpc-info.owner-id': ({ requester }) => [requester.accountId],
    'requester-vpc-info.cidr-block': ({ requester }) => [cidrText(requester.cidr)],
    'accepter-vpc-info.vpc-id': ({ accepter }) => [accepter.vpcId],
    'accepter-vpc-info.owner-id': ({ accepter }) => [accepter.accountId],
    'accepter-vpc-info.cidr-block': ({ accepter }) => [cidrText(accepter.cidr)],
    'status-code': () => ['active'],
  },
  render: (peering) => ({
    vpcPeeringConnectionId: peering.id,
    requesterVpcInfo: renderSide(peering.requester),
    accepterVpcInfo: renderSide(peering.accepter),
    status: { code: 'active', message: 'Active' },
    tagSet: renderTags(peering.tags),
  }),
});

function renderSide({ accountId, region, vpcId, cidr }: PeeringSide): object {
  return {
    ownerId: accountId,
    region,
    vpcId,
    cidrBlock: cidrText(cidr),
    cidrBlockSet: [{ cidrBlock: cidrText(cidr) }],
  };
}

export const describeRouteTables = describeList<RouteTable>({
  name: 'DescribeRouteTables',
  list: 'routeTableSet',
  idParams: { RouteTableId: ({ id }) => id },
  missing: missing('InvalidRouteTableID.NotFound', 'routeTable'),
  items: ({ ec2 }) => ec2.network.routeTables.values(),
  tags,
  filters: {
    'route-table-id': ({ id }) => [id],
    'vpc-id': ({ vpcId }) => [vpcId],
    'owner-id': (_, { accountId }) => [accountId],
    'association.main': ({ isMain }) => [String(isMain)],
    'association.subnet-id': ({ subnetIds }) => subnetIds,
    'association.route-table-id': ({ id, isMain, subnetIds }) => (isMain || subnetIds.length > 0 ? [id] : []),
    'route.destination-cidr-block': ({ routes }) => routes.map(({ destination }) => cidrText(destination)),
    'route.gateway-id': ({ routes }) => targetsOf(routes, ['internet-gateway', 'vpn-gateway', 'local']),
    'route.nat-gateway-id': ({ routes }) => targetsOf(routes, ['nat-gateway']),
    'route.transit-gateway-id': ({ routes }) => targetsOf(routes, ['transit-gateway']),
    'route.vpc-peering-connection-id': ({ routes }) => targetsOf(routes, ['peering']),
  },
  render: (table, { place }) => ({
    routeTableId: table.id,
    vpcId: table.vpcId,
    ownerId: place.accountId,
    routeSet: table.routes.map(renderRoute),
    associationSet: renderAssociations(table),
    propagatingVgwSet: [],
    tagSet: renderTags(table.tags),
  }),
});

function targetsOf(routes: readonly Route[], through: readonly Route['through'][]): string[] {
  return routes.filter((route) => through.includes(route.through)).map(({ target }) => target);
}

const TARGET_MEMBERS: Readonly<Record<Route['through'], string>> = {
  local: 'gatewayId',
  'internet-gateway': 'gatewayId',
  'vpn-gateway': 'gatewayId',
  'nat-gateway': 'natGatewayId',
  peering: 'vpcPeeringConnectionId',
  'transit-gateway': 'transitGatewayId',
  'network-interface': 'networkInterfaceId',
};

function renderRoute({ destination, through, target }: Route): object {
  const block = destination.version === 4 ? 'destinationCidrBlock' : 'destinationIpv6CidrBlock';
  return {
    [block]: cidrText(destination),
    [TARGET_MEMBERS[through]]: target,
    state: 'active',
    origin: through === 'local' ? 'CreateRouteTable' : 'CreateRoute',
  };
}

function renderAssociations({ id, isMain, subnetIds }: RouteTable): object[] {
  const association = (suffix: string): string => id.replace('rtb-', 'rtbassoc-') + suffix;
  const associationState = { state: 'associated' };
  return [
    ...(isMain ? [{ routeTableAssociationId: association(''), routeTableId: id, main: true, associationState }] : []),
    ...subnetIds.map((subnetId, index) => ({
      routeTableAssociationId: association(String(index)),
      routeTableId: id,
      subnetId,
      main: false,
      associationState,
    })),
  ];
}
