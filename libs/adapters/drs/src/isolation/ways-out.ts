import type { IpPermission, Route, SecurityGroup, Subnet } from '@aws-sdk/client-ec2';
import type { LaunchNetwork } from '../service/launch-networks.ts';
import type { NetworkView } from '../service/networks.ts';
import { isEverywhere, isWithin } from './cidr.ts';

/** Something by which a launched instance could reach, or be reached from, outside its VPC. */
export interface WayOut {
  /** The route, peering, gateway or rule, by id. */
  readonly id: string;
  readonly text: string;
  /** `possible`: only the routes keep it closed. */
  readonly kind: 'open' | 'possible';
}

/** Every way out of the network that a server is launched into. */
export function waysOut(launch: LaunchNetwork, network: NetworkView): readonly WayOut[] {
  const { subnetId, templateId = 'its launch template' } = launch;
  if (subnetId === undefined) {
    return [open(templateId, `${templateId} names no subnet, so EC2 chooses one of the default VPC`)];
  }
  const subnet = network.subnets.find(({ SubnetId }) => SubnetId === subnetId);
  if (subnet === undefined) return [open(subnetId, `${subnetId} does not exist`)];
  return [...routesOut(subnet, network), ...connectionsOut(subnet, network), ...groupsOut(launch, subnet, network)];
}

const open = (id: string, text: string): WayOut => ({ id, text, kind: 'open' });

/** The subnet's own table decides, or the main one of its VPC. A route into nowhere leads nowhere. */
function routesOut({ SubnetId, VpcId }: Subnet, { routeTables }: NetworkView): WayOut[] {
  const ofVpc = routeTables.filter((table) => table.VpcId === VpcId);
  const table =
    ofVpc.find(({ Associations = [] }) => Associations.some((association) => association.SubnetId === SubnetId)) ??
    ofVpc.find(({ Associations = [] }) => Associations.some(({ Main }) => Main === true));
  if (table === undefined) return [open(SubnetId ?? '', `the route table of ${SubnetId} is not known`)];
  return (table.Routes ?? []).flatMap((route) => {
    if (route.GatewayId === 'local' || route.State === 'blackhole') return [];
    const id = table.RouteTableId ?? 'its route table';
    return [
      open(`${id} ${destinationOf(route)}`, `${id} of ${SubnetId} routes ${destinationOf(route)} to ${nextOf(route)}`),
    ];
  });
}

const destinationOf = (route: Route): string =>
  route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId ?? 'an unknown range';

const nextOf = (route: Route): string =>
  route.GatewayId ??
  route.NatGatewayId ??
  route.VpcPeeringConnectionId ??
  route.TransitGatewayId ??
  route.EgressOnlyInternetGatewayId ??
  route.NetworkInterfaceId ??
  route.LocalGatewayId ??
  route.CarrierGatewayId ??
  route.CoreNetworkArn ??
  'an unknown target';

/** Peerings and internet gateways of the VPC: a route is all that is missing. */
function connectionsOut({ VpcId = '' }: Subnet, { peerings, internetGateways }: NetworkView): WayOut[] {
  const peered = peerings.flatMap(({ VpcPeeringConnectionId: id = '', Status, RequesterVpcInfo, AccepterVpcInfo }) => {
    const sides = [RequesterVpcInfo, AccepterVpcInfo];
    if (Status?.Code !== 'active' || !sides.some((side) => side?.VpcId === VpcId)) return [];
    const other = sides.find((side) => side?.VpcId !== VpcId);
    return [open(id, `${id} connects ${VpcId} with ${other?.VpcId ?? 'another VPC'} (${other?.CidrBlock ?? '?'})`)];
  });
  const gateways = internetGateways.flatMap(({ InternetGatewayId: id = '', Attachments = [] }) =>
    Attachments.some((attachment) => attachment.VpcId === VpcId)
      ? [open(id, `${id} connects ${VpcId} with the internet`)]
      : [],
  );
  return [...peered, ...gateways];
}

function groupsOut(launch: LaunchNetwork, { VpcId }: Subnet, network: NetworkView): WayOut[] {
  const ofVpc = network.securityGroups.filter((group) => group.VpcId === VpcId);
  const vpc = network.vpcs.find((candidate) => candidate.VpcId === VpcId);
  const inside = [
    ...(vpc?.CidrBlock === undefined ? [] : [vpc.CidrBlock]),
    ...(vpc?.CidrBlockAssociationSet ?? []).flatMap(({ CidrBlock }) => CidrBlock ?? []),
    ...(vpc?.Ipv6CidrBlockAssociationSet ?? []).flatMap(({ Ipv6CidrBlock }) => Ipv6CidrBlock ?? []),
  ];
  const own = new Set(ofVpc.map(({ GroupId }) => GroupId));
  const used =
    launch.securityGroupIds.length > 0
      ? ofVpc.filter(({ GroupId = '' }) => launch.securityGroupIds.includes(GroupId))
      : ofVpc.filter(({ GroupName }) => GroupName === 'default');
  const foreign = launch.securityGroupIds.filter((id) => !own.has(id));
  return [
    ...foreign.map((id) => open(id, `${id} is no security group of ${VpcId}`)),
    ...used.flatMap((group) => rulesOut(group, inside, own)),
  ];
}

function rulesOut(group: SecurityGroup, inside: readonly string[], own: ReadonlySet<string | undefined>): WayOut[] {
  const { GroupId: id = '', IpPermissions = [], IpPermissionsEgress = [] } = group;
  return [
    ...IpPermissions.flatMap((rule) => peersOutside(rule, inside, own).map((peer) => way(id, 'lets in', peer))),
    ...IpPermissionsEgress.flatMap((rule) =>
      peersOutside(rule, inside, own).map((peer) => way(id, 'lets out to', peer)),
    ),
  ];
}

/** What is open to everywhere is as open as the routes are, which are judged by themselves. */
const way = (id: string, verb: string, peer: string): WayOut => ({
  id: `${id} ${peer}`,
  text: `${id} ${verb} ${peer}`,
  kind: isEverywhere(peer) ? 'possible' : 'open',
});

const peersOutside = (
  { IpRanges = [], Ipv6Ranges = [], PrefixListIds = [], UserIdGroupPairs = [] }: IpPermission,
  inside: readonly string[],
  own: ReadonlySet<string | undefined>,
): string[] => [
  ...[...IpRanges.map(({ CidrIp }) => CidrIp), ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6)].filter(
    (cidr): cidr is string => cidr !== undefined && !isWithin(cidr, inside),
  ),
  ...PrefixListIds.flatMap(({ PrefixListId }) => PrefixListId ?? []),
  ...UserIdGroupPairs.flatMap(({ GroupId }) => (GroupId === undefined || own.has(GroupId) ? [] : [GroupId])),
];
