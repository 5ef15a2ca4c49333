import { describe, expect, it } from '@jest/globals';
import { Check } from 'typebox/value';
import { UpdateDnsParams, wantedRecords } from './params.ts';
import { changeOf, differenceText, readDifferences } from './difference.ts';
import {
  listedRecord,
  presentRecord,
  recordLabel,
  recordText,
  sameRecord,
  wantedRecord,
  type RecordSet,
} from './record-set.ts';
import { normalName } from './record-name.ts';

const alias = { hostedZoneId: 'Z1H1FL5HABSF5', name: 'front.elb.amazonaws.com', evaluateTargetHealth: true };
const zone = (over: object) => Check(UpdateDnsParams, { hostedZoneId: 'Z0EXAMPLE', ...over });
const plain = { name: 'pay.example.com', type: 'CNAME' as const, ttlSeconds: 60, values: ['pay-west.example.com'] };
const weighted = { name: 'web.example.com', type: 'A' as const, setIdentifier: 'east' };

describe('the parameters of update-dns', () => {
  it.each([
    ['a plain record', plain],
    ['an alias', { name: 'example.com', type: 'A', alias }],
    ['a weighted record', { ...plain, setIdentifier: 'west', weight: 10 }],
    ['a weighted alias', { name: 'example.com', type: 'A', alias, setIdentifier: 'west', weight: 255 }],
    ['a failover record', { ...plain, setIdentifier: 'east', failover: 'PRIMARY', healthCheckId: 'check' }],
    ['a weight alone', { ...weighted, weight: 0 }],
    ['a record that goes', { name: 'old.example.com', type: 'A', absent: true }],
    ['several records', { records: [plain, { ...weighted, weight: 0 }] }],
  ])('take %s', (_, params) => {
    expect(zone(params)).toBe(true);
  });

  it.each([
    [
      '[trap:route53-alias-has-no-ttl] an alias with a TTL',
      { name: 'a.example.com', type: 'A', alias, ttlSeconds: 60 },
    ],
    [
      '[trap:route53-alias-has-no-ttl] an alias that does not say whether health counts',
      { name: 'a.example.com', type: 'A', alias: { hostedZoneId: 'Z1', name: 'x' } },
    ],
    ['values without a TTL', { name: 'a.example.com', type: 'A', values: ['192.0.2.1'] }],
    [
      '[trap:route53-routing-types-do-not-mix] two policies',
      { ...plain, setIdentifier: 'x', weight: 1, failover: 'PRIMARY' },
    ],
    ['a weight without an identifier', { ...plain, weight: 1 }],
    ['a record that goes and has values', { ...plain, absent: true }],
    ['a single record beside others', { ...plain, records: [plain] }],
    ['no record', {}],
    ['an id with its prefix', { ...plain, hostedZoneId: '/hostedzone/Z0EXAMPLE' }],
    ['a misspelt member', { ...plain, ttl: 60 }],
  ])('refuse %s', (_, params) => {
    expect(zone(params)).toBe(false);
  });

  it('[trap:route53-upsert-counts-double] name at most a hundred record sets of a batch', () => {
    const records = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...plain, name: `n${index}.example.com` }));
    expect([zone({ records: records(100) }), zone({ records: records(101) })]).toEqual([true, false]);
    expect(wantedRecords({ hostedZoneId: 'Z0EXAMPLE', records: records(2) })).toHaveLength(2);
    expect(wantedRecords({ hostedZoneId: 'Z0EXAMPLE' })).toEqual([]);
  });
});

describe('record sets', () => {
  it('are the same in upper case, with a dot at the end and with escapes', () => {
    expect(normalName('\\052.Example.COM.')).toBe('*.example.com');
    expect(normalName('a\\000b.example.com')).toBe('a\\000b.example.com');
    expect(sameRecord({ ...plain, values: ['PAY-west.example.com.'] }, { ...plain, name: 'pay.example.com.' })).toBe(
      true,
    );
    const text = { name: 't', type: 'TXT', ttlSeconds: 1, values: ['"a"', '"b"'] };
    expect(sameRecord(text, { ...text, values: ['"b"', '"a"'] })).toBe(true);
    expect(sameRecord(text, { ...text, values: ['"B"', '"a"'] })).toBe(false);
    expect([sameRecord(text, null), sameRecord(null, null)]).toEqual([false, true]);
  });

  it('are written and read in Route 53’s words without loss', () => {
    const records: RecordSet[] = [
      plain,
      { name: 'a.example.com', type: 'A', alias, setIdentifier: 'east', failover: 'PRIMARY', healthCheckId: 'check' },
      { ...plain, setIdentifier: 'west', weight: 10 },
    ];
    for (const record of records) expect(presentRecord(listedRecord(record))).toEqual({ record });
    expect(presentRecord({ Name: 'a.', Type: 'A', GeoLocation: { CountryCode: 'DE' } }).foreign).toBe('GeoLocation');
    expect(
      presentRecord({
        Name: undefined,
        Type: undefined,
        AliasTarget: { HostedZoneId: undefined, DNSName: undefined, EvaluateTargetHealth: undefined },
      }),
    ).toEqual({
      record: { name: '', type: '', alias: { hostedZoneId: '', name: '', evaluateTargetHealth: false } },
    });
  });

  it('keep what only a weight is given for', () => {
    const present = { ...weighted, ttlSeconds: 60, values: ['192.0.2.1'], weight: 100 };
    expect(wantedRecord({ ...weighted, weight: 0 }, present)).toEqual({ ...present, weight: 0 });
    expect(wantedRecord({ ...weighted, weight: 0 }, undefined)).toBeUndefined();
    expect(wantedRecord({ ...weighted, absent: true }, present)).toBeNull();
  });

  it('are told in words', () => {
    expect(recordLabel(weighted)).toBe('A web.example.com (east)');
    expect(recordText(null)).toBe('no record');
    expect(recordText({ ...weighted, alias, failover: 'PRIMARY', healthCheckId: 'check' })).toBe(
      'alias of front.elb.amazonaws.com if healthy; primary; health check check',
    );
    expect(recordText({ ...weighted, alias: { ...alias, evaluateTargetHealth: false }, weight: 3 })).toBe(
      'alias of front.elb.amazonaws.com; weight 3',
    );
  });

  it('[trap:route53-delete-repeats-values] are deleted with all that they are, and written otherwise', () => {
    const present = new Map([['pay.example.com CNAME ', { record: plain }]]);
    const { records } = readDifferences([{ name: 'pay.example.com', type: 'CNAME', absent: true }], present);
    expect(records.flatMap(changeOf)).toEqual([
      {
        Action: 'DELETE',
        ResourceRecordSet: {
          Name: 'pay.example.com',
          Type: 'CNAME',
          TTL: 60,
          ResourceRecords: [{ Value: 'pay-west.example.com' }],
        },
      },
    ]);
    expect(records.map(differenceText)).toEqual(['CNAME pay.example.com: pay-west.example.com; TTL 60 s -> no record']);
    expect(changeOf({ label: 'x', before: null, after: null })).toEqual([]);
    expect(changeOf({ label: 'x', before: null, after: plain })[0]?.Action).toBe('UPSERT');
  });
});
