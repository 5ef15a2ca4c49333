import type { Change, ListResourceRecordSetsCommandInput, ResourceRecordSet } from '@aws-sdk/client-route-53';
import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  ListTagsForResourceCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { describe, expect, it } from '@jest/globals';

import { aHostedZone, anEstateWithZones } from '../../../testing/a-network.ts';
import type { Play } from '../../../testing/play.ts';
import { play, refusal } from '../../../testing/play.ts';
import { spokeClient } from '../../../testing/play-service.ts';

const HostedZoneId = 'Z0EXAMPLE';

interface Zone extends Play {
  readonly dns: Route53Client;
  readonly change: (...Changes: Change[]) => Promise<string>;
  readonly records: (over?: Partial<ListResourceRecordSetsCommandInput>) => Promise<ResourceRecordSet[]>;
}

/** The client works from the recovery Region: Route 53 serves it from us-east-1 all the same. */
async function playZone(estate = anEstateWithZones([aHostedZone()])): Promise<Zone> {
  const ready = await play(estate);
  const dns = await spokeClient(ready, Route53Client, 'us-west-2');
  return {
    ...ready,
    dns,
    change: async (...Changes) => {
      const command = new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } });
      return (await dns.send(command)).ChangeInfo?.Id ?? '';
    },
    records: async (over = {}) =>
      (await dns.send(new ListResourceRecordSetsCommand({ HostedZoneId, ...over }))).ResourceRecordSets ?? [],
  };
}

const cname = (value: string, over: Partial<ResourceRecordSet> = {}): ResourceRecordSet => ({
  Name: 'pay.example.com',
  Type: 'CNAME',
  TTL: 60,
  ResourceRecords: [{ Value: value }],
  ...over,
});

const address = (Name: string, over: Partial<ResourceRecordSet> = {}): ResourceRecordSet => ({
  Name,
  Type: 'A',
  TTL: 60,
  ResourceRecords: [{ Value: '192.0.2.9' }],
  ...over,
});

const batchFault = async (call: Promise<unknown>): Promise<string> => {
  const refused = await refusal(call);
  expect(refused.name).toBe('InvalidChangeBatch');
  return refused.message;
};

describe('hosted zones', () => {
  it('are listed, found by name and described with their name servers', async () => {
    const { dns } = await playZone(
      anEstateWithZones([
        aHostedZone(),
        aHostedZone({ name: 'corp.internal', id: 'Z1PRIVATE', private: true, records: [] }),
      ]),
    );
    const { HostedZones, IsTruncated } = await dns.send(new ListHostedZonesCommand({}));
    expect(HostedZones).toMatchObject([
      { Id: '/hostedzone/Z0EXAMPLE', Name: 'example.com.', ResourceRecordSetCount: 5, Config: { PrivateZone: false } },
      { Id: '/hostedzone/Z1PRIVATE', Config: { PrivateZone: true } },
    ]);
    expect(IsTruncated).toBe(false);
    const byName = await dns.send(new ListHostedZonesByNameCommand({ DNSName: 'example.com', MaxItems: 1 }));
    expect(byName.HostedZones).toMatchObject([{ Name: 'example.com.' }]);
    const { HostedZone, DelegationSet } = await dns.send(new GetHostedZoneCommand({ Id: HostedZoneId }));
    expect(HostedZone?.Name).toBe('example.com.');
    expect(DelegationSet?.NameServers).toHaveLength(4);
    expect(await refusal(dns.send(new GetHostedZoneCommand({ Id: 'Z9' })))).toMatchObject({ name: 'NoSuchHostedZone' });
  });

  it('are listed by pages', async () => {
    const zones = ['a', 'b', 'c'].map((name) =>
      aHostedZone({ name: `${name}.example`, id: `Z${name.toUpperCase()}`, records: [] }),
    );
    const { dns } = await playZone(anEstateWithZones(zones));
    const first = await dns.send(new ListHostedZonesCommand({ MaxItems: 2 }));
    expect(first).toMatchObject({ IsTruncated: true, NextMarker: 'ZC' });
    const second = await dns.send(new ListHostedZonesCommand({ MaxItems: 2, Marker: first.NextMarker }));
    expect(second.HostedZones?.map(({ Name }) => Name)).toEqual(['c.example.']);
  });

  it('carry tags', async () => {
    const { dns } = await playZone(anEstateWithZones([aHostedZone({ tags: { Application: 'payments' } })]));
    const asked = new ListTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId: HostedZoneId });
    expect((await dns.send(asked)).ResourceTagSet?.Tags).toEqual([{ Key: 'Application', Value: 'payments' }]);
  });
});

describe('ListResourceRecordSets', () => {
  it('goes by the labels from the right, and on from a name, type and identifier', async () => {
    const { dns, records } = await playZone();
    expect((await records()).map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
      'example.com. NS',
      'example.com. SOA',
      'api.example.com. A',
      'api.example.com. A',
      'pay.example.com. CNAME',
    ]);
    const page = await dns.send(new ListResourceRecordSetsCommand({ HostedZoneId, MaxItems: 3 }));
    expect(page).toMatchObject({
      IsTruncated: true,
      NextRecordName: 'api.example.com.',
      NextRecordType: 'A',
      NextRecordIdentifier: 'west',
    });
    const rest = await records({
      StartRecordName: page.NextRecordName,
      StartRecordType: page.NextRecordType,
      StartRecordIdentifier: page.NextRecordIdentifier,
    });
    expect(rest).toMatchObject([{ SetIdentifier: 'west', Weight: 0 }, { Name: 'pay.example.com.' }]);
    expect(await refusal(records({ StartRecordType: 'A' }))).toMatchObject({ name: 'InvalidInput' });
  });
});

describe('ChangeResourceRecordSets', () => {
  it('takes effect at once and is INSYNC within a minute', async () => {
    const { dns, change, records, clock } = await playZone();
    const Id = await change({ Action: 'UPSERT', ResourceRecordSet: cname('pay-west.example.com') });
    expect(Id).toMatch(/^\/?(change\/)?C[0-9A-F]{20}$/);
    const status = async () => (await dns.send(new GetChangeCommand({ Id }))).ChangeInfo?.Status;
    expect(await status()).toBe('PENDING');
    expect((await records({ StartRecordName: 'pay.example.com' }))[0]).toMatchObject(
      cname('pay-west.example.com', { Name: 'pay.example.com.' }),
    );
    clock.advance(70);
    expect(await status()).toBe('INSYNC');
    expect(await refusal(dns.send(new GetChangeCommand({ Id: 'C0' })))).toMatchObject({ name: 'NoSuchChange' });
  });

  it('refuses another change of the zone while one is processed', async () => {
    const { change, clock } = await playZone();
    await change({ Action: 'UPSERT', ResourceRecordSet: cname('pay-west.example.com') });
    expect(await refusal(change({ Action: 'UPSERT', ResourceRecordSet: cname('x.example.com') }))).toMatchObject({
      name: 'PriorRequestNotComplete',
      $metadata: { httpStatusCode: 400 },
    });
    clock.advance(4);
    await change({ Action: 'UPSERT', ResourceRecordSet: cname('x.example.com') });
  });

  it('is all or nothing, and names every fault', async () => {
    const { change, records } = await playZone();
    const before = await records();
    const message = await batchFault(
      change(
        { Action: 'CREATE', ResourceRecordSet: address('new.example.com') },
        { Action: 'CREATE', ResourceRecordSet: cname('pay-west.example.com') },
        { Action: 'DELETE', ResourceRecordSet: address('gone.example.com') },
        { Action: 'CREATE', ResourceRecordSet: address('www.example.org') },
      ),
    );
    expect(message).toBe(
      "[Tried to create resource record set [name='pay.example.com.', type='CNAME'] but it already exists, " +
        "Tried to delete resource record set [name='gone.example.com.', type='A'] but it was not found, " +
        'RRSet with DNS name www.example.org. is not permitted in zone example.com.]',
    );
    expect(await records()).toEqual(before);
  });

  it('deletes only what the request repeats as it is, and not what a zone needs', async () => {
    const { change, records } = await playZone();
    expect(await batchFault(change({ Action: 'DELETE', ResourceRecordSet: cname('other.example.com') }))).toContain(
      'but the values provided do not match the current values',
    );
    const [, soa] = await records();
    expect(await batchFault(change({ Action: 'DELETE', ResourceRecordSet: soa }))).toContain('exactly one SOA');
    await change({ Action: 'DELETE', ResourceRecordSet: cname('pay-east.example.com') });
    expect(await records({ StartRecordName: 'pay.example.com' })).toEqual([]);
  });

  it('keeps a CNAME alone under its name, and away from the apex', async () => {
    const { change } = await playZone();
    const here = (record: ResourceRecordSet) => batchFault(change({ Action: 'CREATE', ResourceRecordSet: record }));
    expect(await here(address('pay.example.com'))).toContain('conflicts with other records with the same DNS name');
    expect(await here(cname('x.example.net', { Name: 'example.com' }))).toContain('not permitted at apex');
  });

  it('checks values and the fields that belong together', async () => {
    const { change } = await playZone();
    const upsert = (record: ResourceRecordSet) => batchFault(change({ Action: 'UPSERT', ResourceRecordSet: record }));
    const name = 'n.example.com';
    expect(await upsert(address(name, { ResourceRecords: [{ Value: '300.1.1.1' }] }))).toContain('not a valid IPv4');
    expect(await upsert(address(name, { Weight: 1 }))).toContain("Missing field 'SetIdentifier'");
    expect(await upsert(address(name, { SetIdentifier: 'a' }))).toContain('found none');
    expect(await upsert(address(name, { SetIdentifier: 'a', Failover: 'PRIMARY' }))).toContain("'HealthCheckId'");
    const AliasTarget = { HostedZoneId, DNSName: 'api.example.com', EvaluateTargetHealth: false };
    expect(await upsert(address(name, { AliasTarget }))).toContain('found more');
    const txt = { Name: name, Type: 'TXT' as const, TTL: 60, ResourceRecords: [{ Value: 'no quotes' }] };
    expect(await upsert(txt)).toContain('enclosed in quotation marks');
  });

  it('does not mix routing policies or TTLs under one name and type', async () => {
    const { change } = await playZone();
    const api = (over: Partial<ResourceRecordSet>) =>
      batchFault(change({ Action: 'UPSERT', ResourceRecordSet: address('api.example.com', over) }));
    expect(await api({})).toContain('another routing policy');
    expect(await api({ SetIdentifier: 'north', Weight: 1, TTL: 300 })).toContain('different TTLs');
  });

  it('takes an alias to a record of the zone that exists', async () => {
    const { change, clock, records } = await playZone();
    const alias = (DNSName: string): Change => ({
      Action: 'UPSERT',
      ResourceRecordSet: {
        Name: 'www.example.com',
        Type: 'A',
        AliasTarget: { HostedZoneId, DNSName, EvaluateTargetHealth: true },
      },
    });
    expect(await batchFault(change(alias('nothing.example.com')))).toContain('that target was not found');
    await change(alias('api.example.com'));
    clock.advance(5);
    expect((await records({ StartRecordName: 'www.example.com' }))[0]).toMatchObject({
      AliasTarget: { DNSName: 'api.example.com.', EvaluateTargetHealth: true },
    });
    expect(await batchFault(change(alias('pay-1.us-west-2.elb.amazonaws.com')))).toContain('not found');
  });

  it('limits a batch, an UPSERT counting twice', async () => {
    const { change, clock } = await playZone();
    const many = (Action: 'CREATE' | 'UPSERT', count: number): Change[] =>
      Array.from({ length: count }, (_, index) => ({
        Action,
        ResourceRecordSet: address(`n${index}.example.com`),
      }));
    expect(await batchFault(change(...many('UPSERT', 501)))).toBe('[Number of records limit of 1000 exceeded.]');
    clock.advance(10);
    await change(...many('CREATE', 1_000));
  });

  it('refuses an unknown health check, zone or field', async () => {
    const { dns, change } = await playZone();
    const record = address('n.example.com', { SetIdentifier: 'a', Failover: 'PRIMARY', HealthCheckId: 'none' });
    expect(await refusal(change({ Action: 'UPSERT', ResourceRecordSet: record }))).toMatchObject({
      name: 'NoSuchHealthCheck',
    });
    const Changes: Change[] = [{ Action: 'UPSERT', ResourceRecordSet: address('n.example.com') }];
    const elsewhere = new ChangeResourceRecordSetsCommand({ HostedZoneId: 'Z9', ChangeBatch: { Changes } });
    expect(await refusal(dns.send(elsewhere))).toMatchObject({ name: 'NoSuchHostedZone' });
    const geo = address('n.example.com', { SetIdentifier: 'a', GeoLocation: { CountryCode: 'DE' } });
    expect((await refusal(change({ Action: 'UPSERT', ResourceRecordSet: geo }))).message).toContain('does not model');
  });
});

describe('the control plane of Route 53', () => {
  it('is out of reach from everywhere while us-east-1 is dark', async () => {
    const { dns, simulator } = await playZone();
    simulator.control.setDark({ region: 'us-west-2', dark: true });
    await dns.send(new ListHostedZonesCommand({}));
    simulator.control.setDark({ region: 'us-east-1', dark: true });
    await expect(dns.send(new ListHostedZonesCommand({}))).rejects.toThrow();
  });

  it('admits a burst of fifty calls of an account, then ten a second', async () => {
    const { dns, clock } = await playZone();
    const ask = () => dns.send(new GetHostedZoneCommand({ Id: HostedZoneId }));
    for (let call = 0; call < 50; call += 1) await ask();
    expect(await refusal(ask())).toMatchObject({ name: 'Throttling', message: 'Rate exceeded' });
    clock.advance(1);
    for (let call = 0; call < 10; call += 1) await ask();
    expect(await refusal(ask())).toMatchObject({ name: 'Throttling' });
  });

  it('plays faults: a change that is stuck, late, lost, or of an unknown status', async () => {
    const { dns, simulator, change, clock, records } = await playZone();
    const upsert = (value: string) => change({ Action: 'UPSERT', ResourceRecordSet: cname(value) });
    const status = async (Id: string) => (await dns.send(new GetChangeCommand({ Id }))).ChangeInfo?.Status;
    const operation = 'route53:ChangeResourceRecordSets';
    simulator.control.setFault({ kind: 'stuck', operation, count: 1 });
    const stuck = await upsert('one.example.com');
    clock.advance(86_400);
    expect(await status(stuck)).toBe('PENDING');
    simulator.control.setFault({ kind: 'late', operation, jobSeconds: 600, count: 1 });
    const late = await upsert('two.example.com');
    clock.advance(120);
    expect(await status(late)).toBe('PENDING');
    clock.advance(600);
    expect(await status(late)).toBe('INSYNC');
    simulator.control.setFault({ kind: 'lost-after', operation, resource: HostedZoneId, count: 1 });
    await expect(upsert('three.example.com')).rejects.toThrow();
    expect((await records({ StartRecordName: 'pay.example.com' }))[0]?.ResourceRecords).toEqual([
      { Value: 'three.example.com' },
    ]);
    expect(simulator.control.writes().at(-1)).toMatchObject({ operation, resources: [HostedZoneId], answered: false });
    simulator.control.setFault({ kind: 'unknown-status', operation: 'route53:GetChange' });
    expect(await status(late)).toBe('SOMETHING_NEW');
    expect(() => simulator.control.setFault({ kind: 'partial', operation })).toThrow('starts no job');
  });

  it('shows its zones in the state', async () => {
    const { simulator } = await playZone();
    const place = simulator.control.state().places.find(({ region }) => region === 'us-east-1');
    expect(place?.hostedZones).toMatchObject([
      { id: HostedZoneId, records: expect.arrayContaining([expect.objectContaining({ name: 'pay.example.com.' })]) },
    ]);
  });
});
