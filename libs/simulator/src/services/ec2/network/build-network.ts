import type { NetworkSpec, RouteSpec, SecurityGroupRuleSpec } from '../../../estate/network-schema.ts';
import type { Cidr } from './cidr.ts';
import { cidrText, parseCidr } from './cidr.ts';
import type { NetworkState, Peering, Route, RouteTable, RulePeer, SecurityGroup, Vpc } from './network-state.ts';
import { addRule, DEFAULT_NAME, networkId } from './network-state.ts';

/** The account and Region whose network is built. */
export interface NetworkHome {
  readonly accountId: string;
  readonly region: string;
  readonly network: NetworkState;
}

const EVERYWHERE = '0.0.0.0/0';

/** Every account and Region has a VPC with one subnet, and a security group that lets its own members in. */
export function addDefaultNetwork(home: NetworkHome, cidr: string): void {
  const vpc = addVpc(home, { name: DEFAULT_NAME, cidr }, true);
  const id = networkId(home, 'subnet', DEFAULT_NAME);
  home.network.subnets.set(id, {
    id,
    vpcId: vpc.id,
    cidr: vpc.cidr,
    availabilityZone: `${home.region}a`,
    isDefault: true,
    tags: {},
  });
  addMainRouteTable(home, vpc);
}

/** Adds what the estate says. What it refers to has been checked when the estate was read. */
export function buildNetwork(home: NetworkHome, spec: NetworkSpec, startedAt: number): void {
  const { network } = home;
  const vpcs = (spec.vpcs ?? []).map((entry) => addVpc(home, entry, false));
  for (const { name, id: given, vpc, cidr, zone, tags } of spec.subnets ?? []) {
    const id = given ?? networkId(home, 'subnet', name);
    const availabilityZone = zone ?? `${home.region}a`;
    const vpcId = referredId(home, 'vpc', vpc, spec.vpcs);
    network.subnets.set(id, {
      id,
      vpcId,
      cidr: toCidr(cidr),
      availabilityZone,
      isDefault: false,
      tags: named(name, tags),
    });
  }
  for (const { name, id: given, vpc, tags } of spec.internetGateways ?? []) {
    const id = given ?? networkId(home, 'igw', name);
    network.internetGateways.set(id, { id, vpcId: referredId(home, 'vpc', vpc, spec.vpcs), tags: named(name, tags) });
  }
  for (const { name, id: given, subnet, tags } of spec.natGateways ?? []) {
    const id = given ?? networkId(home, 'nat', name);
    const subnetId = referredId(home, 'subnet', subnet, spec.subnets);
    const vpcId = network.subnets.get(subnetId)?.vpcId ?? '';
    network.natGateways.set(id, { id, subnetId, vpcId, createdAt: startedAt, tags: named(name, tags) });
  }
  for (const entry of spec.peerings ?? []) addPeering(home, spec, entry);
  for (const entry of spec.routeTables ?? []) addRouteTable(home, spec, entry);
  for (const vpc of vpcs) {
    if (![...network.routeTables.values()].some(({ isMain, vpcId }) => isMain && vpcId === vpc.id)) {
      addMainRouteTable(home, vpc);
    }
  }
  addSecurityGroups(home, spec);
}

function addVpc(home: NetworkHome, spec: NonNullable<NetworkSpec['vpcs']>[number], isDefault: boolean): Vpc {
  const id = spec.id ?? networkId(home, 'vpc', spec.name);
  const vpc = { id, cidr: toCidr(spec.cidr), isDefault, tags: isDefault ? {} : named(spec.name, spec.tags) };
  home.network.vpcs.set(id, vpc);
  addDefaultSecurityGroup(home, vpc, spec.name);
  return vpc;
}

function addDefaultSecurityGroup(home: NetworkHome, vpc: Vpc, vpcName: string): void {
  const id = networkId(home, 'sg', vpc.isDefault ? DEFAULT_NAME : `${DEFAULT_NAME} of ${vpcName}`);
  const group: SecurityGroup = {
    id,
    vpcId: vpc.id,
    name: DEFAULT_NAME,
    description: 'default VPC security group',
    rules: new Map(),
    ruleCount: 0,
    tags: {},
  };
  const all = { protocol: '-1', fromPort: -1, toPort: -1 };
  addRule(group, { ...all, isEgress: false, peer: { kind: 'group', groupId: id, accountId: home.accountId } });
  addRule(group, { ...all, isEgress: true, peer: { kind: 'ipv4', cidr: EVERYWHERE } });
  home.network.securityGroups.set(id, group);
}

function addMainRouteTable(home: NetworkHome, vpc: Vpc): void {
  const id = networkId(home, 'rtb', `main of ${vpc.id}`);
  home.network.routeTables.set(id, {
    id,
    vpcId: vpc.id,
    isMain: true,
    subnetIds: [],
    routes: [localRoute(vpc)],
    tags: {},
  });
}

function localRoute({ cidr }: Vpc): Route {
  return { destination: cidr, through: 'local', target: 'local' };
}

function addPeering(home: NetworkHome, spec: NetworkSpec, entry: NonNullable<NetworkSpec['peerings']>[number]): void {
  const { name, id: given, vpc, peer, tags } = entry;
  const vpcId = referredId(home, 'vpc', vpc, spec.vpcs);
  const own = home.network.vpcs.get(vpcId);
  const peering: Peering = {
    id: given ?? networkId(home, 'pcx', name),
    requester: { accountId: home.accountId, region: home.region, vpcId, cidr: own?.cidr ?? toCidr(peer.cidr) },
    accepter: {
      accountId: peer.account ?? home.accountId,
      region: peer.region ?? home.region,
      vpcId: peer.vpc,
      cidr: toCidr(peer.cidr),
    },
    tags: named(name, tags),
  };
  home.network.peerings.set(peering.id, peering);
}

function addRouteTable(
  home: NetworkHome,
  spec: NetworkSpec,
  entry: NonNullable<NetworkSpec['routeTables']>[number],
): void {
  const id = entry.id ?? networkId(home, 'rtb', entry.name);
  const vpcId = referredId(home, 'vpc', entry.vpc, spec.vpcs);
  const vpc = home.network.vpcs.get(vpcId);
  const table: RouteTable = {
    id,
    vpcId,
    isMain: entry.main ?? false,
    subnetIds: (entry.subnets ?? []).map((subnet) => referredId(home, 'subnet', subnet, spec.subnets)),
    routes: [...(vpc ? [localRoute(vpc)] : []), ...(entry.routes ?? []).map((route) => toRoute(home, spec, route))],
    tags: named(entry.name, entry.tags),
  };
  home.network.routeTables.set(id, table);
}

function toRoute(home: NetworkHome, spec: NetworkSpec, route: RouteSpec): Route {
  const destination = toCidr(route.to);
  if (route.internetGateway !== undefined) {
    const target = referredId(home, 'igw', route.internetGateway, spec.internetGateways);
    return { destination, through: 'internet-gateway', target };
  }
  if (route.natGateway !== undefined) {
    return { destination, through: 'nat-gateway', target: referredId(home, 'nat', route.natGateway, spec.natGateways) };
  }
  if (route.peering !== undefined) {
    return { destination, through: 'peering', target: referredId(home, 'pcx', route.peering, spec.peerings) };
  }
  if (route.transitGateway !== undefined) {
    return { destination, through: 'transit-gateway', target: route.transitGateway };
  }
  if (route.vpnGateway !== undefined) return { destination, through: 'vpn-gateway', target: route.vpnGateway };
  return { destination, through: 'network-interface', target: route.networkInterface ?? '' };
}

function addSecurityGroups(home: NetworkHome, spec: NetworkSpec): void {
  for (const entry of spec.securityGroups ?? []) {
    const id = entry.id ?? networkId(home, 'sg', entry.name);
    home.network.securityGroups.set(id, {
      id,
      vpcId: referredId(home, 'vpc', entry.vpc ?? DEFAULT_NAME, spec.vpcs),
      name: entry.name,
      description: entry.description ?? entry.name,
      rules: new Map(),
      ruleCount: 0,
      tags: { ...entry.tags },
    });
  }
  for (const entry of spec.securityGroups ?? []) {
    const group = home.network.securityGroups.get(entry.id ?? networkId(home, 'sg', entry.name));
    if (!group) continue;
    const egress = entry.egress ?? [{ protocol: 'all', cidrs: [EVERYWHERE] } as const];
    for (const rule of entry.ingress ?? []) addSpecRules(home, spec, { group, rule, isEgress: false });
    for (const rule of egress) addSpecRules(home, spec, { group, rule, isEgress: true });
  }
}

function addSpecRules(
  home: NetworkHome,
  spec: NetworkSpec,
  { group, rule, isEgress }: { group: SecurityGroup; rule: SecurityGroupRuleSpec; isEgress: boolean },
): void {
  const [fromPort = -1, toPort = fromPort] = rule.protocol === 'all' ? [-1] : (rule.ports ?? [-1]);
  const peers: RulePeer[] = [
    ...(rule.cidrs ?? []).map(cidrPeer),
    ...(rule.groups ?? []).map((name): RulePeer => {
      const groupId = referredId(home, 'sg', name, spec.securityGroups);
      return { kind: 'group', groupId, accountId: home.accountId };
    }),
    ...(rule.prefixLists ?? []).map((prefixListId): RulePeer => ({ kind: 'prefix-list', prefixListId })),
  ];
  for (const peer of peers) {
    addRule(group, {
      isEgress,
      protocol: rule.protocol === 'all' ? '-1' : rule.protocol,
      fromPort,
      toPort,
      peer,
      ...(rule.description === undefined ? {} : { description: rule.description }),
    });
  }
}

function cidrPeer(text: string): RulePeer {
  const cidr = toCidr(text);
  return { kind: cidr.version === 4 ? 'ipv4' : 'ipv6', cidr: cidrText(cidr) };
}

type Named = readonly { readonly name: string; readonly id?: string }[];

/** The id that a name or an id of the estate means. */
export function referredId(
  home: { accountId: string; region: string },
  kind: Parameters<typeof networkId>[1],
  reference: string,
  specs: Named | undefined,
): string {
  if (reference.startsWith(`${kind}-`) && specs?.some(({ name }) => name === reference) !== true) return reference;
  return specs?.find(({ name }) => name === reference)?.id ?? networkId(home, kind, reference);
}

/** @throws {@link RangeError}; the estate's schema admits only what looks like a block */
function toCidr(text: string): Cidr {
  const cidr = parseCidr(text);
  if (!cidr) throw new RangeError(`${text} is not a CIDR block`);
  return cidr;
}

/** EC2 keeps names in tags. */
function named(name: string, tags: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { Name: name, ...tags };
}
