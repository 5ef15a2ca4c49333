import { afterEach, describe, expect, it } from '@jest/globals';
import { aDbCluster, anEstateOf, RECOVERY_REGION } from '@breakwater/simulator/testing';
import {
  openDatabaseWorld,
  requestFor,
  runStep,
  traceOf,
  operationNamed,
  validate,
  type DatabaseWorld,
} from '../../testing/index.ts';

const NAME = 'failover-cluster';
let world: DatabaseWorld;
afterEach(() => world.close());

async function open(cluster: Parameters<typeof aDbCluster>[0] = {}) {
  world = await openDatabaseWorld(anEstateOf({ [RECOVERY_REGION]: { rds: { clusters: [aDbCluster(cluster)] } } }));
  return requestFor(world, NAME, { clusterIds: ['ledger'] });
}

const failovers = (): number =>
  world.simulator.control.writes().filter(({ operation }) => operation === 'rds:FailoverDBCluster').length;

describe('failing a cluster over', () => {
  it('moves the writer once, and tells where it is', async () => {
    const request = await open();
    const end = await runStep(world, NAME, request);
    expect(end).toMatchObject({
      kind: 'succeeded',
      outputs: { clusters: [{ clusterId: 'ledger', writerInstanceId: 'ledger-2' }] },
    });
    expect(failovers()).toBe(1);
  });

  it('gives the writer back in a rollback', async () => {
    const request = await open();
    const captured = {};
    const end = await runStep(world, NAME, request, { captured });
    const [back] = operationNamed(NAME).rollback?.(request, traceOf(end, captured)) ?? [];
    expect(back).toMatchObject({ operation: NAME, params: { clusterIds: ['ledger'], targetInstanceId: 'ledger-1' } });
    const again = await requestFor(world, NAME, back?.params ?? {});
    expect(await runStep(world, NAME, again)).toMatchObject({
      kind: 'succeeded',
      outputs: { clusters: [{ writerInstanceId: 'ledger-1' }] },
    });
    expect(await runStep(world, NAME, again)).toMatchObject({ kind: 'succeeded' });
    expect(failovers()).toBe(2);
  });

  it('finds nothing against a healthy cluster', async () => {
    const request = await open();
    expect(await validate(world, NAME, request)).toEqual([]);
  });

  it('[trap:rds-failover-cluster-needs-reader] refuses a cluster without a reader, before any call', async () => {
    const request = await open({ instances: [{ id: 'ledger-1' }] });
    expect(await validate(world, NAME, request)).toMatchObject([{ code: 'no-reader', severity: 'error' }]);
    expect(await runStep(world, NAME, request)).toMatchObject({ kind: 'failed', failure: { code: 'no-reader' } });
    expect(failovers()).toBe(0);
  });

  it('refuses what has no writer, is stopped, is gone, or has no such reader', async () => {
    const request = await open();
    const arn = (name: string) => `arn:aws:rds:us-west-2:222233334444:cluster:${name}`;
    const gone = { ...request, resources: [{ id: arn('gone'), name: 'gone' }] };
    expect(await validate(world, NAME, gone)).toMatchObject([{ code: 'database-missing' }]);
    const stranger = await requestFor(world, NAME, { clusterIds: ['ledger'], targetInstanceId: 'other' });
    expect(await validate(world, NAME, stranger)).toMatchObject([{ code: 'no-such-member' }]);
    const two = { ...stranger, resources: [...stranger.resources, { id: arn('gone') }] };
    expect((await validate(world, NAME, two)).map(({ code }) => code)).toContain('target-of-many');
    await world.close();
    const stopped = await open({ status: 'stopped' });
    expect(await runStep(world, NAME, stopped)).toMatchObject({
      kind: 'failed',
      failure: { code: 'database-not-ready' },
    });
  });

  it('says that AWS cannot be asked, and whether anybody can accept that', async () => {
    const request = await open();
    const operation = 'rds:DescribeDBClusters';
    world.simulator.control.setFault({ kind: 'refused', operation, code: 'AccessDenied', httpStatus: 403 });
    expect(await validate(world, NAME, request)).toMatchObject([{ code: 'databases-access-refused', absolute: true }]);
    world.simulator.control.clearFaults();
    world.simulator.control.setFault({ kind: 'lost-before', operation });
    expect(await validate(world, NAME, request)).toMatchObject([{ code: 'databases-unreachable', absolute: false }]);
  });
});
