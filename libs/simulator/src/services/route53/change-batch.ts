import type { RecordChange } from './read-record.ts';
import { recordFaults, routingPolicy } from './check-record.ts';
import type { HostedZone, RecordSet } from './route53-state.ts';
import { recordKey } from './route53-state.ts';

/** A batch may hold so many values, and so many characters in them; an UPSERT counts twice. */
const MOST_VALUES = 1_000;
const MOST_CHARACTERS = 32_000;
const MOST_PER_NAME = 100;

export type BatchOutcome =
  | { readonly ok: true; readonly records: ReadonlyMap<string, RecordSet> }
  | { readonly ok: false; readonly faults: readonly string[] };

/** The zone's records after the batch, or all that is wrong with it: a batch takes effect as a whole or not at all. */
export function applyChanges(zone: HostedZone, changes: readonly RecordChange[]): BatchOutcome {
  const faults = [...quotaFaults(changes), ...repeatedChanges(changes)];
  const records = new Map(zone.records);
  for (const change of changes) {
    const own = change.action === 'DELETE' ? [] : recordFaults(zone, change.record);
    faults.push(...(own.length > 0 ? own : applyChange(zone, records, change)));
  }
  if (faults.length === 0) faults.push(...zoneFaults(zone, records, changes));
  return faults.length === 0 ? { ok: true, records } : { ok: false, faults };
}

function quotaFaults(changes: readonly RecordChange[]): string[] {
  const sum = (measure: (record: RecordSet) => number): number =>
    changes.reduce((total, { action, record }) => total + measure(record) * (action === 'UPSERT' ? 2 : 1), 0);
  const faults: string[] = [];
  if (sum(({ values }) => Math.max(1, values.length)) > MOST_VALUES) {
    faults.push(`Number of records limit of ${MOST_VALUES} exceeded.`);
  }
  if (sum(({ values }) => values.join('').length) > MOST_CHARACTERS) {
    faults.push(`Number of characters limit of ${MOST_CHARACTERS} exceeded.`);
  }
  return faults;
}

/** One record set may be deleted and created again in a batch; anything else twice contradicts itself. */
function repeatedChanges(changes: readonly RecordChange[]): string[] {
  const seen = new Map<string, string>();
  return changes.flatMap(({ action, record }) => {
    const key = recordKey(record);
    const earlier = seen.get(key);
    seen.set(key, action);
    if (earlier === undefined || (earlier === 'DELETE' && action === 'CREATE')) return [];
    return [`The request contains an invalid set of changes for a resource record set '${record.type} ${record.name}'`];
  });
}

function applyChange(zone: HostedZone, records: Map<string, RecordSet>, { action, record }: RecordChange): string[] {
  const key = recordKey(record);
  const present = records.get(key);
  const called = describe(record);
  if (action === 'DELETE') {
    if (!present) return [`Tried to delete resource record set ${called} but it was not found`];
    if (!sameRecord(present, record)) {
      return [`Tried to delete resource record set ${called} but the values provided do not match the current values`];
    }
    if (record.name === zone.name && record.type === 'SOA')
      return ['A HostedZone must contain exactly one SOA record.'];
    if (record.name === zone.name && record.type === 'NS') {
      return ['A HostedZone must contain at least one NS record for the zone itself.'];
    }
    records.delete(key);
    return [];
  }
  if (action === 'CREATE' && present) return [`Tried to create resource record set ${called} but it already exists`];
  records.set(key, record);
  return [];
}

function describe({ name, type, setIdentifier }: RecordSet): string {
  const identifier = setIdentifier === undefined ? '' : `, set-identifier='${setIdentifier}'`;
  return `[name='${name}', type='${type}'${identifier}]`;
}

/** A DELETE has to repeat everything that is there; the order of values does not count. */
export function sameRecord(a: RecordSet, b: RecordSet): boolean {
  const comparable = (record: RecordSet): string => JSON.stringify(Object.entries(normalised(record)).sort());
  return comparable(a) === comparable(b);
}

function normalised(record: RecordSet): object {
  return { ...record, values: [...record.values].sort(), aliasTarget: JSON.stringify(record.aliasTarget) };
}

/** What the changed names may not look like side by side. */
function zoneFaults(
  zone: HostedZone,
  records: ReadonlyMap<string, RecordSet>,
  changes: readonly RecordChange[],
): string[] {
  const names = new Set(changes.filter(({ action }) => action !== 'DELETE').map(({ record }) => record.name));
  const byName = Map.groupBy(records.values(), ({ name }) => name);
  return [...names].flatMap((name) => {
    const group = byName.get(name) ?? [];
    const hasCname = group.some(({ type }) => type === 'CNAME');
    if (hasCname && group.some(({ type }) => type !== 'CNAME')) {
      return [
        `RRSet of type CNAME with DNS name ${name} is not permitted as it conflicts with other records with the same DNS name in zone ${zone.name}`,
      ];
    }
    return [...Map.groupBy(group, ({ type }) => type).values()].flatMap(groupFaults);
  });
}

/** Faults of the record sets that share name and type. */
function groupFaults(group: readonly RecordSet[]): string[] {
  const [first] = group;
  if (first === undefined || group.length === 1) return [];
  const called = `RRSet with DNS name ${first.name}, type ${first.type}`;
  const policy = routingPolicy(first);
  if (group.some((record) => routingPolicy(record) !== policy)) {
    return [`${called} cannot be created as a ${policy} record and a record of another routing policy exist together`];
  }
  const faults: string[] = [];
  const ttls = new Set(group.flatMap(({ ttl }) => ttl ?? []));
  if (policy === 'weighted' && ttls.size > 1) faults.push(`${called} has records with different TTLs`);
  if (group.length > MOST_PER_NAME) faults.push(`${called} has more than ${MOST_PER_NAME} records`);
  if (policy === 'failover' && new Set(group.map(({ failover }) => failover)).size !== group.length) {
    faults.push(`${called} has two ${first.failover ?? ''} records`);
  }
  return faults;
}
