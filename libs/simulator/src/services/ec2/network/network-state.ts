import { digest } from '../../../draws.ts';
import type { Cidr } from './cidr.ts';

interface Tagged {
  readonly tags: Record<string, string>;
}

export interface Vpc extends Tagged {
  readonly id: string;
  readonly cidr: Cidr;
  readonly isDefault: boolean;
}

export interface Subnet extends Tagged {
  readonly id: string;
  readonly vpcId: string;
  readonly cidr: Cidr;
  readonly availabilityZone: string;
  readonly isDefault: boolean;
}

export interface Route {
  readonly destination: Cidr;
  readonly through:
    'local' | 'internet-gateway' | 'nat-gateway' | 'peering' | 'transit-gateway' | 'vpn-gateway' | 'network-interface';
  /** Id of what it goes through; `local` for the VPC itself. */
  readonly target: string;
}

export interface RouteTable extends Tagged {
  readonly id: string;
  readonly vpcId: string;
  readonly isMain: boolean;
  readonly subnetIds: readonly string[];
  readonly routes: readonly Route[];
}

export interface InternetGateway extends Tagged {
  readonly id: string;
  readonly vpcId: string;
}

export interface NatGateway extends Tagged {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly createdAt: number;
}

export interface PeeringSide {
  readonly accountId: string;
  readonly region: string;
  readonly vpcId: string;
  readonly cidr: Cidr;
}

/** Known on both sides. */
export interface Peering extends Tagged {
  readonly id: string;
  readonly requester: PeeringSide;
  readonly accepter: PeeringSide;
}

/** Where a rule lets traffic come from or go to. */
export type RulePeer =
  | { readonly kind: 'ipv4' | 'ipv6'; readonly cidr: string }
  | { readonly kind: 'prefix-list'; readonly prefixListId: string }
  | { readonly kind: 'group'; readonly groupId: string; readonly accountId: string };

export interface SecurityGroupRule extends Tagged {
  readonly id: string;
  readonly groupId: string;
  readonly isEgress: boolean;
  /** `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for all. */
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly peer: RulePeer;
  readonly description?: string;
}

export interface SecurityGroup extends Tagged {
  readonly id: string;
  readonly vpcId: string;
  readonly name: string;
  readonly description: string;
  readonly rules: Map<string, SecurityGroupRule>;
  /** Rules ever added; part of the next one's id. */
  ruleCount: number;
}

/** The network of one account and Region. */
export interface NetworkState {
  readonly vpcs: Map<string, Vpc>;
  readonly subnets: Map<string, Subnet>;
  readonly routeTables: Map<string, RouteTable>;
  readonly internetGateways: Map<string, InternetGateway>;
  readonly natGateways: Map<string, NatGateway>;
  readonly peerings: Map<string, Peering>;
  readonly securityGroups: Map<string, SecurityGroup>;
}

export function emptyNetwork(): NetworkState {
  return {
    vpcs: new Map(),
    subnets: new Map(),
    routeTables: new Map(),
    internetGateways: new Map(),
    natGateways: new Map(),
    peerings: new Map(),
    securityGroups: new Map(),
  };
}

export type NetworkResource = 'vpc' | 'subnet' | 'rtb' | 'igw' | 'nat' | 'pcx' | 'sg' | 'i';

/** The id of a resource that the estate gives none: made from account, Region and name, whatever the seed is. */
export function networkId(home: { accountId: string; region: string }, kind: NetworkResource, name: string): string {
  return `${kind}-${digest([home.accountId, home.region, kind, name], 17)}`;
}

/** The name of the VPC, subnet and security group that every account and Region has. */
export const DEFAULT_NAME = 'default';

/** What tells the rules of a group apart. */
export function ruleKey(
  rule: Pick<SecurityGroupRule, 'isEgress' | 'protocol' | 'fromPort' | 'toPort' | 'peer'>,
): string {
  return [rule.isEgress ? 'egress' : 'ingress', rule.protocol, rule.fromPort, rule.toPort, peerText(rule.peer)].join(
    ' ',
  );
}

export function peerText(peer: RulePeer): string {
  switch (peer.kind) {
    case 'ipv4':
    case 'ipv6':
      return peer.cidr;
    case 'prefix-list':
      return peer.prefixListId;
    case 'group':
      return `${peer.accountId}/${peer.groupId}`;
  }
}

/** Adds a rule under an id of its own. */
export function addRule(
  group: SecurityGroup,
  rule: Omit<SecurityGroupRule, 'id' | 'groupId' | 'tags'> & { readonly tags?: Record<string, string> },
): SecurityGroupRule {
  group.ruleCount += 1;
  const id = `sgr-${digest([group.id, 'rule', group.ruleCount], 17)}`;
  const added: SecurityGroupRule = { ...rule, id, groupId: group.id, tags: { ...rule.tags } };
  group.rules.set(id, added);
  return added;
}
