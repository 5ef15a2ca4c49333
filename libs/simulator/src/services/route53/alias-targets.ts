import type { Call } from '../../protocol/operation.ts';
import type { World } from '../../world/world.ts';
import type { RecordChange } from './read-record.ts';
import type { HostedZone, RecordSet } from './route53-state.ts';

const LOAD_BALANCER = /\.elb\.(?:[a-z0-9-]+\.)?amazonaws\.com\.$/;

/** What the aliases of a batch point at and does not exist. Targets of services that are not played are taken on trust. */
export function aliasFaults(
  { world }: Call,
  zone: HostedZone,
  records: ReadonlyMap<string, RecordSet>,
  changes: readonly RecordChange[],
): string[] {
  return changes.flatMap(({ action, record }) => {
    const target = record.aliasTarget;
    if (action === 'DELETE' || target === undefined) return [];
    const tried = `Tried to create an alias that targets ${target.dnsName}, type ${record.type} in zone ${target.hostedZoneId}, but`;
    if (target.hostedZoneId === zone.id) {
      const exists = [...records.values()].some(({ name, type }) => name === target.dnsName && type === record.type);
      return exists ? [] : [`${tried} that target was not found`];
    }
    if (!LOAD_BALANCER.test(target.dnsName)) return [];
    const zoneOfTarget = loadBalancerZone(world, target.dnsName);
    if (zoneOfTarget === undefined) return [`${tried} that target was not found`];
    return zoneOfTarget === target.hostedZoneId
      ? []
      : [`${tried} the alias target name does not lie within the target zone`];
  });
}

/** The canonical hosted zone of the load balancer with that DNS name, whatever account and Region it is in. */
function loadBalancerZone(world: World, dnsName: string): string | undefined {
  const wanted = dnsName.slice(0, -1).replace(/^dualstack\./, '');
  for (const place of world.places.values()) {
    for (const balancer of place.elb.loadBalancers.values()) {
      if (balancer.dnsName.toLowerCase() === wanted) return balancer.canonicalHostedZoneId;
    }
  }
  return undefined;
}
