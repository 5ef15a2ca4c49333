import { digest } from '../../draws.ts';
import type { HostedZoneSpec, RecordSpec, Route53Spec } from '../../estate/route53-schema.ts';
import type { Place } from '../../world/world.ts';
import { normalName } from './record-names.ts';
import type { HostedZone, RecordSet } from './route53-state.ts';
import { recordKey } from './route53-state.ts';

const DEFAULT_NS_TTL = 172_800;
const DEFAULT_SOA_TTL = 900;

/** The id of a hosted zone that the estate gives none; the same whatever the seed. */
export function hostedZoneId(accountId: string, name: string): string {
  return `Z${digest([accountId, 'hosted zone', normalName(name)], 20).toUpperCase()}`;
}

/** Fills the account's place of Route 53 with what the estate says. */
export function buildRoute53({ accountId, route53 }: Place, spec: Route53Spec): void {
  for (const zoneSpec of spec.hostedZones ?? []) {
    const zone = buildZone(accountId, zoneSpec);
    route53.zones.set(zone.id, zone);
  }
  for (const check of spec.healthChecks ?? []) {
    route53.healthChecks.set(check.id, { id: check.id, spec: check, tags: { ...check.tags } });
  }
  route53.durations = {
    processing: range(spec.processingSeconds, route53.durations.processing),
    propagation: range(spec.propagationSeconds, route53.durations.propagation),
  };
}

function range(given: readonly number[] | undefined, byDefault: readonly [number, number]): readonly [number, number] {
  const [least, most] = given ?? byDefault;
  return [least ?? byDefault[0], most ?? byDefault[1]];
}

function buildZone(accountId: string, spec: HostedZoneSpec): HostedZone {
  const name = normalName(spec.name);
  const id = spec.id ?? hostedZoneId(accountId, name);
  const nameServers = ['com', 'net', 'org', 'co.uk'].map((end, index) => {
    const number = Number.parseInt(digest([id, index], 2), 16);
    return `ns-${number + 512 * index}.awsdns-${String(number % 64).padStart(2, '0')}.${end}`;
  });
  const records = [...ownRecords(name, nameServers), ...(spec.records ?? []).map(buildRecord)];
  return {
    id,
    name,
    callerReference: `created ${id}`,
    isPrivate: spec.private ?? false,
    nameServers,
    tags: { ...spec.tags },
    records: new Map(records.map((record) => [recordKey(record), record])),
    changeCount: 0,
    processingUntil: -Infinity,
  };
}

function ownRecords(name: string, nameServers: readonly string[]): RecordSet[] {
  const soa = `${nameServers[0] ?? ''}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`;
  return [
    { name, type: 'NS', ttl: DEFAULT_NS_TTL, values: nameServers.map((server) => `${server}.`) },
    { name, type: 'SOA', ttl: DEFAULT_SOA_TTL, values: [soa] },
  ];
}

function buildRecord(spec: RecordSpec): RecordSet {
  const { alias } = spec;
  return {
    name: normalName(spec.name),
    type: spec.type,
    values: spec.values ?? [],
    ...(spec.setIdentifier === undefined ? {} : { setIdentifier: spec.setIdentifier }),
    ...(spec.weight === undefined ? {} : { weight: spec.weight }),
    ...(spec.failover === undefined ? {} : { failover: spec.failover }),
    ...(spec.latencyRegion === undefined ? {} : { latencyRegion: spec.latencyRegion }),
    ...(spec.multiValue === undefined ? {} : { multiValue: spec.multiValue }),
    ...(spec.ttl === undefined ? {} : { ttl: spec.ttl }),
    ...(spec.healthCheck === undefined ? {} : { healthCheckId: spec.healthCheck }),
    ...(alias === undefined
      ? {}
      : {
          aliasTarget: {
            hostedZoneId: alias.zone,
            dnsName: normalName(alias.name),
            evaluateTargetHealth: alias.evaluateTargetHealth ?? false,
          },
        }),
  };
}
