import { describe, expect, it } from '@jest/globals';
import { Check } from 'typebox/value';
import { databaseAdapter } from './adapter.ts';

const schemaOf = (name: string) => {
  const operation = databaseAdapter().operations.find((candidate) => candidate.name === name);
  if (operation === undefined) throw new RangeError(name);
  return operation.params;
};
const ledger = {
  globalClusterId: 'ledger',
  targetClusterArn: 'arn:aws:rds:us-west-2:222233334444:cluster:ledger-west',
};

describe('the database adapter', () => {
  it('is known to plans as database, with these operations', () => {
    const { technology, operations } = databaseAdapter();
    expect(technology).toBe('database');
    expect(operations.map(({ name }) => name).sort()).toEqual([
      'delete-restored-databases',
      'failover-availability-group',
      'failover-cluster',
      'failover-global-cluster',
      'promote-read-replica',
      'reboot-with-failover',
      'restore-to-point-in-time',
      'switchover-global-cluster',
    ]);
  });

  it('takes the parameters that plans are written with', () => {
    expect(Check(schemaOf('failover-global-cluster'), { ...ledger, maxLossSeconds: 300 })).toBe(true);
    expect(Check(schemaOf('switchover-global-cluster'), ledger)).toBe(true);
  });

  it('makes the loss of data an explicit choice', () => {
    expect(Check(schemaOf('failover-global-cluster'), ledger)).toBe(false);
    expect(Check(schemaOf('switchover-global-cluster'), { ...ledger, maxLossSeconds: 300 })).toBe(false);
  });

  it('wants exactly one way of naming databases', () => {
    expect(Check(schemaOf('failover-cluster'), {})).toBe(false);
    expect(Check(schemaOf('failover-cluster'), { clusterIds: ['a'], protectionGroup: 'b' })).toBe(false);
    expect(Check(schemaOf('promote-read-replica'), { protectionGroup: 'b' })).toBe(true);
  });

  it('lets nothing into T-SQL or a shell that could end a name', () => {
    const group = schemaOf('failover-availability-group');
    const params = { availabilityGroup: 'pay', targetInstanceId: 'i-0123456789abcdef0' };
    expect(Check(group, params)).toBe(true);
    for (const name of ['pay]; DROP', "pay'", 'pay"'])
      expect(Check(group, { ...params, availabilityGroup: name })).toBe(false);
    expect(Check(group, { ...params, sqlInstance: '."; rm' })).toBe(false);
  });

  it('interrupts nothing in a drill but the copies that a drill has made', () => {
    const operation = databaseAdapter().operations.find(({ name }) => name === 'failover-cluster');
    const request = (facts: object) =>
      ({ resources: [{ id: 'arn', facts }] }) as unknown as Parameters<NonNullable<typeof operation>['inDrill']>[0];
    expect(operation?.inDrill(request({}))).toBe('disruptive');
    expect(operation?.inDrill(request({ isDrillCopy: true }))).toBe('isolated');
  });
});
