import { normalName } from './record-name.ts';
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { canonicalJson, type JsonObject } from '@breakwater/core';
import type { RecordParams } from './params.ts';

/** What tells the record sets of a zone apart. The name is normal, see {@link normalName}. */
export interface RecordKey {
  readonly name: string;
  readonly type: string;
  readonly setIdentifier?: string;
}

/** A record set that the operation can write and bring back. */
export interface RecordSet extends RecordKey, JsonObject {
  readonly name: string;
  readonly type: string;
  readonly setIdentifier?: string;
  readonly ttlSeconds?: number;
  readonly values?: readonly string[];
  readonly alias?: { readonly hostedZoneId: string; readonly name: string; readonly evaluateTargetHealth: boolean };
  readonly weight?: number;
  readonly failover?: 'PRIMARY' | 'SECONDARY';
  readonly healthCheckId?: string;
}

/** A record set of the zone; `foreign` names the kind of routing that the operation could not bring back. */
export interface PresentRecord {
  readonly record: RecordSet;
  readonly foreign?: string;
}

export const keyOf = ({ name, type, setIdentifier }: RecordKey): string =>
  [normalName(name), type, setIdentifier ?? ''].join(' ');

/** `CNAME pay.example.com (west)`: how people and reports name a record set. */
export const recordLabel = ({ name, type, setIdentifier }: RecordKey): string =>
  `${type} ${normalName(name)}${setIdentifier === undefined ? '' : ` (${setIdentifier})`}`;

const FOREIGN_ROUTING = [
  'Region',
  'GeoLocation',
  'GeoProximityLocation',
  'MultiValueAnswer',
  'CidrRoutingConfig',
  'TrafficPolicyInstanceId',
] as const;

/** Reads what Route 53 lists. */
export function presentRecord(listed: ResourceRecordSet): PresentRecord {
  const { AliasTarget: alias, ResourceRecords: values } = listed;
  const foreign = FOREIGN_ROUTING.find((member) => listed[member] !== undefined);
  const record: RecordSet = {
    name: normalName(listed.Name ?? ''),
    type: listed.Type ?? '',
    ...(listed.SetIdentifier !== undefined && { setIdentifier: listed.SetIdentifier }),
    ...(listed.TTL !== undefined && { ttlSeconds: listed.TTL }),
    ...(values !== undefined && values.length > 0 && { values: values.map(({ Value }) => Value ?? '') }),
    ...(alias !== undefined && {
      alias: {
        hostedZoneId: alias.HostedZoneId ?? '',
        name: normalName(alias.DNSName ?? ''),
        evaluateTargetHealth: alias.EvaluateTargetHealth ?? false,
      },
    }),
    ...(listed.Weight !== undefined && { weight: listed.Weight }),
    ...(listed.Failover !== undefined && { failover: listed.Failover }),
    ...(listed.HealthCheckId !== undefined && { healthCheckId: listed.HealthCheckId }),
  };
  return { record, ...(foreign !== undefined && { foreign }) };
}

/** A record set in Route 53's words. */
export const listedRecord = (record: RecordSet): ResourceRecordSet => ({
  Name: record.name,
  Type: record.type as NonNullable<ResourceRecordSet['Type']>,
  ...(record.setIdentifier !== undefined && { SetIdentifier: record.setIdentifier }),
  ...(record.ttlSeconds !== undefined && { TTL: record.ttlSeconds }),
  ...(record.values !== undefined && { ResourceRecords: record.values.map((Value) => ({ Value })) }),
  ...(record.alias !== undefined && {
    AliasTarget: {
      HostedZoneId: record.alias.hostedZoneId,
      DNSName: record.alias.name,
      EvaluateTargetHealth: record.alias.evaluateTargetHealth,
    },
  }),
  ...(record.weight !== undefined && { Weight: record.weight }),
  ...(record.failover !== undefined && { Failover: record.failover }),
  ...(record.healthCheckId !== undefined && { HealthCheckId: record.healthCheckId }),
});

/**
 * What the zone is to hold in place of `present`.
 *
 * @returns `null` where the record is to go; `undefined` where only a weight was given and there is no record to weigh
 */
export function wantedRecord(wanted: RecordParams, present: RecordSet | undefined): RecordSet | null | undefined {
  const { absent, ...record } = wanted;
  if (absent === true) return null;
  const isWeightOnly = record.values === undefined && record.alias === undefined;
  if (isWeightOnly) return present && { ...present, weight: record.weight ?? 0 };
  return { ...record, name: normalName(record.name) };
}

/** Types whose values are names, which are the same in upper case and with a dot at the end. */
const NAME_TYPES: ReadonlySet<string> = new Set(['CNAME', 'NS', 'PTR']);

/** Whether two record sets answer the same; the order of values does not count. */
export const sameRecord = (left: RecordSet | null, right: RecordSet | null): boolean =>
  left === null || right === null ? left === right : comparable(left) === comparable(right);

function comparable({ name, type, values, alias, ...rest }: RecordSet): string {
  return canonicalJson({
    ...rest,
    name: normalName(name),
    type,
    values: values?.map((value) => (NAME_TYPES.has(type) ? normalName(value) : value)).toSorted(),
    alias: alias && { ...alias, name: normalName(alias.name).replace(/^dualstack\./, '') },
  });
}

/** `a, b; TTL 60 s; weight 10`: what a record set says. */
export function recordText(record: RecordSet | null): string {
  if (record === null) return 'no record';
  const { values, alias, ttlSeconds, weight, failover, healthCheckId } = record;
  const parts = [
    values?.join(', '),
    alias && `alias of ${alias.name}${alias.evaluateTargetHealth ? ' if healthy' : ''}`,
    ttlSeconds === undefined ? undefined : `TTL ${ttlSeconds} s`,
    weight === undefined ? undefined : `weight ${weight}`,
    failover?.toLowerCase(),
    healthCheckId === undefined ? undefined : `health check ${healthCheckId}`,
  ];
  return parts.filter((part) => part !== undefined).join('; ');
}
