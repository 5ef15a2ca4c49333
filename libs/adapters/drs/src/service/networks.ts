import {
  paginateDescribeInternetGateways,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcPeeringConnections,
  paginateDescribeVpcs,
  type InternetGateway,
  type RouteTable,
  type SecurityGroup,
  type Subnet,
  type Vpc,
  type VpcPeeringConnection,
} from '@aws-sdk/client-ec2';
import { EC2 } from '@breakwater/aws';
import type { Regional } from './regional.ts';

/** What decides where the instances of some subnets can get to. */
export interface NetworkView {
  readonly subnets: readonly Subnet[];
  readonly vpcs: readonly Vpc[];
  readonly routeTables: readonly RouteTable[];
  /** Of the subnets' VPCs, on either side. */
  readonly peerings: readonly VpcPeeringConnection[];
  readonly internetGateways: readonly InternetGateway[];
  readonly securityGroups: readonly SecurityGroup[];
}

/** Reads all that concerns these subnets and the VPCs that they are in. Subnets that do not exist are left out. */
export async function describeNetworks(where: Regional, subnetIds: readonly string[]): Promise<NetworkView> {
  const config = { client: where.aws.client(EC2, where.target) };
  const handler = { abortSignal: where.signal };
  const filter = (Name: string, Values: readonly string[]) => ({ Filters: [{ Name, Values: [...Values] }] });
  const subnets = await pagesOf(
    paginateDescribeSubnets(config, filter('subnet-id', subnetIds), handler),
    (page) => page.Subnets,
  );
  const ids = [...new Set(subnets.flatMap(({ VpcId }) => VpcId ?? []))];
  if (ids.length === 0) {
    return { subnets, vpcs: [], routeTables: [], peerings: [], internetGateways: [], securityGroups: [] };
  }
  const ofSide = (side: string) =>
    pagesOf(
      paginateDescribeVpcPeeringConnections(config, filter(`${side}-vpc-info.vpc-id`, ids), handler),
      (page) => page.VpcPeeringConnections,
    );
  const [vpcs, routeTables, requested, accepted, internetGateways, securityGroups] = await Promise.all([
    pagesOf(paginateDescribeVpcs(config, filter('vpc-id', ids), handler), (page) => page.Vpcs),
    pagesOf(paginateDescribeRouteTables(config, filter('vpc-id', ids), handler), (page) => page.RouteTables),
    ofSide('requester'),
    ofSide('accepter'),
    pagesOf(
      paginateDescribeInternetGateways(config, filter('attachment.vpc-id', ids), handler),
      (page) => page.InternetGateways,
    ),
    pagesOf(paginateDescribeSecurityGroups(config, filter('vpc-id', ids), handler), (page) => page.SecurityGroups),
  ]);
  const peerings = new Map([...requested, ...accepted].map((peering) => [peering.VpcPeeringConnectionId, peering]));
  return { subnets, vpcs, routeTables, peerings: [...peerings.values()], internetGateways, securityGroups };
}

async function pagesOf<Page, Entry>(
  pages: AsyncIterable<Page>,
  entriesOf: (page: Page) => readonly Entry[] | undefined,
): Promise<Entry[]> {
  const found: Entry[] = [];
  for await (const page of pages) found.push(...(entriesOf(page) ?? []));
  return found;
}
