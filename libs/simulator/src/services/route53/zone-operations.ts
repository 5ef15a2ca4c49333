import type { Answer, Call } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { RestXmlInput } from '../../protocol/rest-xml-protocol.ts';
import { compareKeys, normalName, sortKey } from './record-names.ts';
import { invalidInput } from './route53-errors.ts';
import type { HostedZone } from './route53-state.ts';
import { readMaxItems } from './max-items.ts';
import { hostedZone, zoneIdOf } from './zone-lookup.ts';

export const listHostedZones = defineOperation({
  name: 'ListHostedZones',
  input: ({ query }: RestXmlInput) => ({ marker: query.get('marker'), maxItems: readMaxItems(query) }),
  run: ({ place }, { marker, maxItems }) => {
    const zones = [...place.route53.zones.values()].sort((a, b) => compareKeys([a.id], [b.id]));
    const start = marker === null ? 0 : zones.findIndex(({ id }) => id === marker);
    if (start === -1) throw invalidInput(`Invalid request: the marker ${marker ?? ''} is not a hosted zone`);
    const next = zones[start + maxItems];
    return {
      HostedZones: zones.slice(start, start + maxItems).map(renderZone),
      Marker: marker ?? undefined,
      IsTruncated: next !== undefined,
      NextMarker: next?.id,
      MaxItems: maxItems,
    };
  },
});

export const listHostedZonesByName = defineOperation({
  name: 'ListHostedZonesByName',
  input: ({ query }: RestXmlInput) => {
    const input = { name: query.get('dnsname'), id: query.get('hostedzoneid'), maxItems: readMaxItems(query) };
    if (input.id !== null && input.name === null) throw invalidInput('Invalid request: hostedzoneid needs dnsname');
    return input;
  },
  run: ({ place }, { name, id, maxItems }) => {
    const keyOf = (zone: HostedZone): readonly string[] => sortKey(zone.name, zone.id);
    const from = sortKey(normalName(name ?? ''), id ?? '');
    const zones = [...place.route53.zones.values()]
      .filter((zone) => name === null || compareKeys(keyOf(zone), from) >= 0)
      .sort((a, b) => compareKeys(keyOf(a), keyOf(b)));
    const next = zones[maxItems];
    return {
      HostedZones: zones.slice(0, maxItems).map(renderZone),
      DNSName: name ?? undefined,
      HostedZoneId: id ?? undefined,
      IsTruncated: next !== undefined,
      NextDNSName: next?.name,
      NextHostedZoneId: next?.id,
      MaxItems: maxItems,
    };
  },
});

export const getHostedZone = defineOperation({
  name: 'GetHostedZone',
  input: ({ path }: RestXmlInput) => ({ zoneId: zoneIdOf(path) }),
  resources: ({ zoneId }) => [zoneId],
  run: (call, { zoneId }) => {
    const zone = hostedZone(call, zoneId);
    return {
      HostedZone: renderZone(zone),
      ...(zone.isPrivate ? {} : { DelegationSet: { NameServers: zone.nameServers } }),
    };
  },
});

function renderZone(zone: HostedZone): Answer {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: zone.callerReference,
    Config: { PrivateZone: zone.isPrivate },
    ResourceRecordSetCount: zone.records.size,
  };
}

const TAGGED = { hostedzone: 'zones', healthcheck: 'healthChecks' } as const;

export const listTagsForResource = defineOperation({
  name: 'ListTagsForResource',
  input: ({ path }: RestXmlInput) => {
    const type = Object.keys(TAGGED).find((name) => name === path['Type']);
    if (type === undefined) throw invalidInput(`Invalid request: '${path['Type'] ?? ''}' has no tags`);
    return { type: type as keyof typeof TAGGED, id: path['Id'] ?? '' };
  },
  resources: ({ id }) => [id],
  run: (call, { type, id }) => ({
    ResourceTagSet: { ResourceType: type, ResourceId: id, Tags: renderTags(tagsOf(call, type, id)) },
  }),
});

function tagsOf(call: Call, type: keyof typeof TAGGED, id: string): Readonly<Record<string, string>> {
  const found = call.place.route53[TAGGED[type]].get(id);
  return found === undefined ? hostedZone(call, id).tags : found.tags;
}

function renderTags(tags: Readonly<Record<string, string>>): Answer[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
