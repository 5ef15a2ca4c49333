import type { Answer } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { RestXmlInput } from '../../protocol/rest-xml-protocol.ts';
import { readMaxItems } from './max-items.ts';
import { compareKeys, normalName, sortKey } from './record-names.ts';
import { invalidInput } from './route53-errors.ts';
import type { RecordSet } from './route53-state.ts';
import { hostedZone, zoneIdOf } from './zone-lookup.ts';

const LONGEST_PAGE = 300;

export const listResourceRecordSets = defineOperation({
  name: 'ListResourceRecordSets',
  input: ({ path, query }: RestXmlInput) => {
    const input = {
      zoneId: zoneIdOf(path),
      name: query.get('name') ?? undefined,
      type: query.get('type') ?? undefined,
      identifier: query.get('identifier') ?? undefined,
      maxItems: readMaxItems(query, LONGEST_PAGE),
    };
    if (input.type !== undefined && input.name === undefined) throw invalidInput('Invalid request: type needs name');
    if (input.identifier !== undefined && input.type === undefined) {
      throw invalidInput('Invalid request: identifier needs name and type');
    }
    return input;
  },
  resources: ({ zoneId }) => [zoneId],
  run: (call, { zoneId, name, type, identifier, maxItems }) => {
    const zone = hostedZone(call, zoneId);
    const keyOf = (record: RecordSet): readonly string[] => sortKey(record.name, record.type, record.setIdentifier);
    const from = name === undefined ? undefined : sortKey(normalName(name), type, identifier);
    const records = [...zone.records.values()]
      .filter((record) => from === undefined || compareKeys(keyOf(record), from) >= 0)
      .sort((a, b) => compareKeys(keyOf(a), keyOf(b)));
    const next = records[maxItems];
    return {
      ResourceRecordSets: records.slice(0, maxItems).map(renderRecord),
      IsTruncated: next !== undefined,
      MaxItems: maxItems,
      NextRecordName: next?.name,
      NextRecordType: next?.type,
      NextRecordIdentifier: next?.setIdentifier,
    };
  },
});

function renderRecord(record: RecordSet): Answer {
  const { aliasTarget } = record;
  return {
    Name: record.name,
    Type: record.type,
    SetIdentifier: record.setIdentifier,
    Weight: record.weight,
    Region: record.latencyRegion,
    Failover: record.failover,
    MultiValueAnswer: record.multiValue,
    TTL: record.ttl,
    ...(aliasTarget === undefined ? { ResourceRecords: record.values.map((Value) => ({ Value })) } : {}),
    AliasTarget: aliasTarget && {
      HostedZoneId: aliasTarget.hostedZoneId,
      DNSName: aliasTarget.dnsName,
      EvaluateTargetHealth: aliasTarget.evaluateTargetHealth,
    },
    HealthCheckId: record.healthCheckId,
  };
}
