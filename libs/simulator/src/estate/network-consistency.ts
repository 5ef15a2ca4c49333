import { parseCidr } from '../services/ec2/network/cidr.ts';
import { DEFAULT_NAME, networkId } from '../services/ec2/network/network-state.ts';
import type { AccountRegionSpec, AccountSpec } from './estate-schema.ts';
import type { DocumentPath, Inconsistency } from './inconsistency.ts';
import { duplicates } from './inconsistency.ts';
import type { LoadBalancingSpec } from './load-balancing-schema.ts';
import type { NetworkSpec } from './network-schema.ts';

type Kind = Parameters<typeof networkId>[1] | 'target group';

/** Something that the estate refers to by name or id, and where it does. */
interface Reference {
  readonly kind: Kind;
  readonly to: string | undefined;
  readonly path: DocumentPath;
}

interface Named {
  readonly name: string;
  readonly id?: string;
}

const NOUNS: Readonly<Record<Kind, string>> = {
  vpc: 'VPC',
  subnet: 'subnet',
  rtb: 'route table',
  igw: 'internet gateway',
  nat: 'NAT gateway',
  pcx: 'peering',
  sg: 'security group',
  i: 'instance',
  'target group': 'target group',
};
const HAS_DEFAULT = new Set<Kind>(['vpc', 'subnet', 'sg']);

/** What no schema can say of the networks of an account: names used twice, blocks that are none, references to what is not there. */
export function networkFaults(account: AccountSpec, path: DocumentPath): Inconsistency[] {
  return (account.regions ?? []).flatMap((place, index) => {
    const at = [...path, 'regions', index];
    const known = knownThings(place);
    return [
      ...[...known].flatMap(([kind, { things, at: where }]) =>
        duplicates(
          things,
          ({ name }) => name,
          (entry) => [...at, ...where, entry, 'name'],
          NOUNS[kind],
        ),
      ),
      ...blockFaults(place.network ?? {}, [...at, 'network']),
      ...references(place, at)
        .filter(
          ({ kind, to }) => to !== undefined && !isKnown(account.id, place.region, kind, to, known.get(kind)?.things),
        )
        .map(({ kind, to, path: where }) => ({ path: where, message: `there is no ${NOUNS[kind]} ${to ?? ''} here` })),
    ];
  });
}

type KnownThings = ReadonlyMap<Kind, { readonly things: readonly Named[]; readonly at: DocumentPath }>;

function knownThings({ network = {}, instances = [], loadBalancing = {} }: AccountRegionSpec): KnownThings {
  return new Map<Kind, { things: readonly Named[]; at: DocumentPath }>([
    ['vpc', { things: network.vpcs ?? [], at: ['network', 'vpcs'] }],
    ['subnet', { things: network.subnets ?? [], at: ['network', 'subnets'] }],
    ['igw', { things: network.internetGateways ?? [], at: ['network', 'internetGateways'] }],
    ['nat', { things: network.natGateways ?? [], at: ['network', 'natGateways'] }],
    ['pcx', { things: network.peerings ?? [], at: ['network', 'peerings'] }],
    ['rtb', { things: network.routeTables ?? [], at: ['network', 'routeTables'] }],
    ['sg', { things: network.securityGroups ?? [], at: ['network', 'securityGroups'] }],
    ['i', { things: instances, at: ['instances'] }],
    ['target group', { things: loadBalancing.targetGroups ?? [], at: ['loadBalancing', 'targetGroups'] }],
  ]);
}

function isKnown(accountId: string, region: string, kind: Kind, to: string, things: readonly Named[] = []): boolean {
  if (HAS_DEFAULT.has(kind) && to === DEFAULT_NAME) return true;
  const idOf = ({ name, id }: Named): string | undefined =>
    kind === 'target group' ? undefined : (id ?? networkId({ accountId, region }, kind, name));
  const isDefaultId = kind !== 'target group' && to === networkId({ accountId, region }, kind, DEFAULT_NAME);
  return isDefaultId || things.some((thing) => thing.name === to || idOf(thing) === to);
}

function blockFaults(network: NetworkSpec, path: DocumentPath): Inconsistency[] {
  const blocks = [
    ...(network.vpcs ?? []).map(({ cidr }, index) => ({ cidr, at: ['vpcs', index, 'cidr'] })),
    ...(network.subnets ?? []).map(({ cidr }, index) => ({ cidr, at: ['subnets', index, 'cidr'] })),
    ...(network.peerings ?? []).map(({ peer }, index) => ({
      cidr: peer.cidr,
      at: ['peerings', index, 'peer', 'cidr'],
    })),
    ...(network.routeTables ?? []).flatMap(({ routes = [] }, index) =>
      routes.map(({ to }, route) => ({ cidr: to, at: ['routeTables', index, 'routes', route, 'to'] })),
    ),
    ...(network.securityGroups ?? []).flatMap(({ ingress = [], egress = [] }, index) => [
      ...ingress.flatMap(({ cidrs = [] }, rule) =>
        cidrs.map((cidr) => ({ cidr, at: ['securityGroups', index, 'ingress', rule, 'cidrs'] })),
      ),
      ...egress.flatMap(({ cidrs = [] }, rule) =>
        cidrs.map((cidr) => ({ cidr, at: ['securityGroups', index, 'egress', rule, 'cidrs'] })),
      ),
    ]),
  ];
  return blocks
    .filter(({ cidr }) => parseCidr(cidr) === undefined)
    .map(({ cidr, at }) => ({ path: [...path, ...at], message: `${cidr} is not a CIDR block` }));
}

function references(place: AccountRegionSpec, path: DocumentPath): Reference[] {
  return [
    ...networkReferences(place.network ?? {}, [...path, 'network']),
    ...(place.instances ?? []).flatMap(({ subnet, securityGroups }, index) => [
      { kind: 'subnet' as const, to: subnet, path: [...path, 'instances', index, 'subnet'] },
      ...each('sg', securityGroups, [...path, 'instances', index, 'securityGroups']),
    ]),
    ...balancingReferences(place.loadBalancing ?? {}, [...path, 'loadBalancing']),
    ...(place.drs?.sourceServers ?? []).flatMap(({ launchTemplate = {} }, index) => {
      const at = [...path, 'drs', 'sourceServers', index, 'launchTemplate'];
      return [
        { kind: 'subnet' as const, to: launchTemplate.subnet, path: [...at, 'subnet'] },
        ...each('sg', launchTemplate.securityGroups, [...at, 'securityGroups']),
      ];
    }),
  ];
}

function each(kind: Kind, names: readonly string[] = [], path: DocumentPath): Reference[] {
  return names.map((to, index) => ({ kind, to, path: [...path, index] }));
}

function networkReferences(network: NetworkSpec, path: DocumentPath): Reference[] {
  const inVpc = (list: 'subnets' | 'internetGateways' | 'peerings' | 'routeTables' | 'securityGroups'): Reference[] =>
    (network[list] ?? []).map(({ vpc }, index) => ({ kind: 'vpc', to: vpc, path: [...path, list, index, 'vpc'] }));
  return [
    ...(['subnets', 'internetGateways', 'peerings', 'routeTables', 'securityGroups'] as const).flatMap(inVpc),
    ...(network.natGateways ?? []).map(({ subnet }, index): Reference => ({
      kind: 'subnet',
      to: subnet,
      path: [...path, 'natGateways', index, 'subnet'],
    })),
    ...(network.routeTables ?? []).flatMap(({ subnets, routes = [] }, index): Reference[] => {
      const at = [...path, 'routeTables', index];
      return [
        ...each('subnet', subnets, [...at, 'subnets']),
        ...routes.flatMap((route, number): Reference[] => [
          { kind: 'igw', to: route.internetGateway, path: [...at, 'routes', number, 'internetGateway'] },
          { kind: 'nat', to: route.natGateway, path: [...at, 'routes', number, 'natGateway'] },
          { kind: 'pcx', to: route.peering, path: [...at, 'routes', number, 'peering'] },
        ]),
      ];
    }),
    ...(network.securityGroups ?? []).flatMap(({ ingress = [], egress = [] }, index) => [
      ...ingress.flatMap(({ groups }, rule) =>
        each('sg', groups, [...path, 'securityGroups', index, 'ingress', rule, 'groups']),
      ),
      ...egress.flatMap(({ groups }, rule) =>
        each('sg', groups, [...path, 'securityGroups', index, 'egress', rule, 'groups']),
      ),
    ]),
  ];
}

function balancingReferences(
  { loadBalancers = [], targetGroups = [] }: LoadBalancingSpec,
  path: DocumentPath,
): Reference[] {
  const ofGroups = targetGroups.flatMap(({ vpc, targets = [], targetType }, index): Reference[] => {
    const at = [...path, 'targetGroups', index];
    const named = targetType === 'ip' ? [] : targets.map(({ target }) => target);
    return [{ kind: 'vpc', to: vpc, path: [...at, 'vpc'] }, ...each('i', named, [...at, 'targets'])];
  });
  const ofBalancers = loadBalancers.flatMap(({ subnets, securityGroups, listeners = [] }, index): Reference[] => {
    const at = [...path, 'loadBalancers', index];
    const forwards = listeners.flatMap(({ forward = [], rules = [] }, listener) => [
      ...each(
        'target group',
        forward.map(({ group }) => group),
        [...at, 'listeners', listener, 'forward'],
      ),
      ...rules.flatMap((rule, number) =>
        each(
          'target group',
          rule.forward?.map(({ group }) => group),
          [...at, 'listeners', listener, 'rules', number, 'forward'],
        ),
      ),
    ]);
    return [
      ...each('subnet', subnets, [...at, 'subnets']),
      ...each('sg', securityGroups, [...at, 'securityGroups']),
      ...forwards,
    ];
  });
  return [...ofGroups, ...ofBalancers];
}
