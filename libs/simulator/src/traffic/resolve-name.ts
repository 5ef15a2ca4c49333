import { isHealthy } from '../services/route53/health-checks.ts';
import { isInZone, normalName } from '../services/route53/record-names.ts';
import type { HostedZone, RecordSet } from '../services/route53/route53-state.ts';
import type { LoadBalancer } from '../services/elb/elb-state.ts';
import type { Place, World } from '../world/world.ts';

/** Where a name leads. */
export type Endpoint =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'balancer'; readonly place: Place; readonly balancer: LoadBalancer };

/** As a resolver does, names that point at names are followed no further than this. */
const MOST_ALIASES = 8;
const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}$|:/;

export const isAddress = (host: string): boolean => ADDRESS.test(host);

/**
 * Where a name leads by the public hosted zones of all accounts and the load balancers' own names. Records count as soon
 * as Route 53 has accepted them: neither propagation nor caches are modelled.
 *
 * @returns undefined for a name that nobody knows
 */
export function resolveName(world: World, host: string, now: number): Endpoint | undefined {
  let name = normalName(host);
  for (let aliases = 0; aliases <= MOST_ALIASES; aliases += 1) {
    const balancer = balancerNamed(world, name);
    if (balancer) return balancer;
    const record = chosenRecord(world, name, now);
    if (record === undefined) return undefined;
    const next = record.aliasTarget?.dnsName ?? (record.type === 'CNAME' ? record.values[0] : undefined);
    if (next === undefined) return { kind: 'address', address: pick(record.values, world.draws.unit([name, now])) };
    name = normalName(next);
  }
  return undefined;
}

function pick(values: readonly string[], unit: number): string {
  return values[Math.floor(unit * values.length)] ?? '';
}

function balancerNamed(world: World, name: string): Endpoint | undefined {
  const wanted = name.slice(0, -1).replace(/^dualstack\./, '');
  for (const place of world.places.values()) {
    for (const balancer of place.elb.loadBalancers.values()) {
      if (balancer.dnsName.toLowerCase() === wanted) return { kind: 'balancer', place, balancer };
    }
  }
  return undefined;
}

interface Found {
  readonly place: Place;
  readonly record: RecordSet;
}

/** The record that answers a question for an address: by its routing policy, and by health as far as that goes. */
function chosenRecord(world: World, name: string, now: number): RecordSet | undefined {
  const found = recordsOf(world, name);
  const healthy = found.filter(({ place, record }) => isUp(world, place, record));
  // Where nothing is healthy, Route 53 answers as if everything were.
  const candidates = (healthy.length > 0 ? healthy : found).map(({ record }) => record);
  const primary = candidates.find(({ failover }) => failover === 'PRIMARY');
  if (primary) return primary;
  return byWeight(candidates, world.draws.unit([name, 'weight', now]));
}

function recordsOf(world: World, name: string): Found[] {
  const places = [...world.places.values()];
  const zones = places
    .flatMap((place) => [...place.route53.zones.values()].map((zone) => ({ place, zone })))
    .filter(({ zone }) => !zone.isPrivate && isInZone(name, zone.name))
    .sort((a, b) => b.zone.name.length - a.zone.name.length);
  const [closest] = zones;
  if (closest === undefined) return [];
  const exact = addressRecords(closest.zone, name);
  const records = exact.length > 0 ? exact : addressRecords(closest.zone, name.replace(/^[^.]+/, '\\052'));
  return records.map((record) => ({ place: closest.place, record }));
}

const ANSWERING: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);

function addressRecords({ records }: HostedZone, name: string): RecordSet[] {
  return [...records.values()].filter((record) => record.name === name && ANSWERING.has(record.type));
}

function isUp(world: World, { route53 }: Place, { healthCheckId }: RecordSet): boolean {
  const check = healthCheckId === undefined ? undefined : route53.healthChecks.get(healthCheckId);
  return check === undefined || isHealthy({ world }, check);
}

/** Records without a weight are alike; one with the weight 0 answers only when all have it. */
function byWeight(records: readonly RecordSet[], unit: number): RecordSet | undefined {
  const total = records.reduce((sum, { weight = 1 }) => sum + weight, 0);
  if (total === 0) return records[0];
  let left = unit * total;
  for (const record of records) {
    left -= record.weight ?? 1;
    if (left < 0) return record;
  }
  return records.at(-1);
}
