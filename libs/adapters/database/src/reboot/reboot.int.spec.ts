import { afterEach, describe, expect, it } from '@jest/globals';
import { aDbCluster, aDbInstance, anEstateOf, RECOVERY_REGION } from '@breakwater/simulator/testing';
import {
  openDatabaseWorld,
  operationNamed,
  requestFor,
  runStep,
  traceOf,
  validate,
  WEST,
  type DatabaseWorld,
} from '../../testing/index.ts';

const NAME = 'reboot-with-failover';
let world: DatabaseWorld;
afterEach(() => world.close());

async function open(over: Parameters<typeof aDbInstance>[0] = {}) {
  const rds = { instances: [aDbInstance({ multiAz: true, ...over })], clusters: [aDbCluster()] };
  world = await openDatabaseWorld(anEstateOf({ [RECOVERY_REGION]: { rds } }));
  return requestFor(world, NAME, { instanceIds: ['core'] });
}
const reboots = () => world.simulator.control.writes().filter(({ operation }) => operation === 'rds:RebootDBInstance');

describe('rebooting on the standby', () => {
  it('[trap:rds-reboot-zone-swap] is done when the zone has changed, and rolls back to where it was', async () => {
    const request = await open();
    const captured = {};
    const end = await runStep(world, NAME, request, { captured });
    expect(end).toMatchObject({ kind: 'succeeded', resources: [{ status: 'failed-over' }] });
    const { zone, previousZone } = end.resources[0]?.facts ?? {};
    expect(zone).not.toBe(previousZone);
    const [back] = operationNamed(NAME).rollback?.(request, traceOf(end, captured)) ?? [];
    expect(back?.params).toEqual({ instanceIds: ['core'], toZone: previousZone });
    const returning = await requestFor(world, NAME, back?.params ?? {});
    expect(await runStep(world, NAME, returning)).toMatchObject({
      kind: 'succeeded',
      outputs: { instances: [{ zone: previousZone }] },
    });
    expect(await validate(world, NAME, returning)).toMatchObject([{ code: 'already-so' }]);
    expect(reboots()).toHaveLength(2);
  });

  it('[trap:rds-reboot-multi-az-only] refuses an instance without a standby, before any call', async () => {
    const request = await open({ multiAz: false });
    expect(await validate(world, NAME, request)).toMatchObject([{ code: 'not-multi-az', severity: 'error' }]);
    expect(await runStep(world, NAME, request)).toMatchObject({ kind: 'failed', failure: { code: 'not-multi-az' } });
    expect(reboots()).toEqual([]);
  });

  it('refuses an instance of a cluster, a cluster, and one that is gone', async () => {
    await open();
    const member = await requestFor(world, NAME, { instanceIds: ['ledger-1'] });
    expect(await validate(world, NAME, member)).toMatchObject([{ code: 'wrong-kind' }]);
    const cluster = await requestFor(world, NAME, { select: { ids: ['cluster:ledger'] } });
    expect(await validate(world, NAME, cluster)).toMatchObject([{ code: 'wrong-kind' }]);
    const gone = { ...member, resources: [{ id: 'arn:aws:rds:us-west-2:222233334444:db:gone' }] };
    expect(await validate(world, NAME, gone)).toMatchObject([{ code: 'database-missing' }]);
    const nothing = await requestFor(world, NAME, { instanceIds: ['gone'] });
    expect(await validate(world, NAME, nothing)).toMatchObject([{ code: 'no-databases' }]);
    expect(await runStep(world, NAME, nothing)).toMatchObject({
      kind: 'failed',
      failure: { code: 'nothing-to-act-on' },
    });
  });

  it('warns when it is called in the Region that is left', async () => {
    const request = await open();
    const fleeing = { ...request, intent: 'unplanned' as const, originRegion: WEST.region };
    expect(await validate(world, NAME, fleeing)).toMatchObject([
      { code: 'control-plane-in-origin', severity: 'warning' },
    ]);
  });

  it('fails when the instance is stopped', async () => {
    const request = await open({ status: 'stopped' });
    expect(await runStep(world, NAME, request)).toMatchObject({
      kind: 'failed',
      failure: { code: 'database-not-ready', retryable: true },
    });
  });
});
