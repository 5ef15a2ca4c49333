import type { Call } from '../../protocol/operation.ts';
import { noSuchHostedZone } from './route53-errors.ts';
import type { HostedZone } from './route53-state.ts';

/** The zone that a path names; with or without the prefix that answers carry. */
export function zoneIdOf(path: Readonly<Record<string, string>>): string {
  return (path['Id'] ?? '').replace(/^\/?hostedzone\//, '');
}

/** @throws NoSuchHostedZone, for the zone of another account as well */
export function hostedZone({ place }: Call, id: string): HostedZone {
  const zone = place.route53.zones.get(id);
  if (!zone) throw noSuchHostedZone(id);
  return zone;
}
