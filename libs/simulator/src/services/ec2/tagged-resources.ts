import type { Place } from '../../world/world.ts';
import { shownInstances } from './instance-query.ts';

/** A thing of EC2 that carries tags. */
export interface TaggedResource {
  readonly id: string;
  readonly type: string;
  readonly tags: Record<string, string>;
}

interface TagOf {
  readonly id: string;
  readonly tags: Record<string, string>;
}

const of = (type: string, things: Iterable<TagOf>): TaggedResource[] =>
  [...things].map(({ id, tags }) => ({ id, type, tags }));

/** The instances that EC2 still shows, in the order of its lists. */
export function taggedInstances(place: Place, now: number): TaggedResource[] {
  return of(
    'instance',
    shownInstances(place, now).sort((a, b) => a.order - b.order),
  );
}

/** Everything else that carries tags. */
export function otherTaggedThings({ ec2: { network, launchTemplates } }: Place): TaggedResource[] {
  const groups = [...network.securityGroups.values()];
  return [
    ...of('vpc', network.vpcs.values()),
    ...of('subnet', network.subnets.values()),
    ...of('route-table', network.routeTables.values()),
    ...of('internet-gateway', network.internetGateways.values()),
    ...of('natgateway', network.natGateways.values()),
    ...of('vpc-peering-connection', network.peerings.values()),
    ...of('security-group', groups),
    ...groups.flatMap(({ rules }) => of('security-group-rule', rules.values())),
    ...of('launch-template', launchTemplates.values()),
  ];
}
