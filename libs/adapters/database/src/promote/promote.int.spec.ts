import { afterEach, describe, expect, it } from '@jest/globals';
import type { JsonObject } from '@breakwater/core';
import { aDbCluster, aDbInstance, anEstateOf, RECOVERY_REGION, SOURCE_REGION } from '@breakwater/simulator/testing';
import { openDatabaseWorld, requestFor, runStep, validate, type DatabaseWorld } from '../../testing/index.ts';

const NAME = 'promote-read-replica';
const REPLICA = { id: 'core-copy', replicaOf: { id: 'core', region: SOURCE_REGION }, lag: 'PT2S' };

let world: DatabaseWorld;
afterEach(() => world.close());

async function open(over: Parameters<typeof aDbInstance>[0] = {}, params: JsonObject = { instanceIds: ['core-copy'] }) {
  world = await openDatabaseWorld(
    anEstateOf({
      [SOURCE_REGION]: { rds: { instances: [aDbInstance()], clusters: [aDbCluster()] } },
      [RECOVERY_REGION]: {
        rds: {
          instances: [aDbInstance({ ...REPLICA, ...over }), aDbInstance({ id: 'alone' })],
          clusters: [
            aDbCluster({ id: 'ledger-copy', replicaOf: { id: 'ledger', region: SOURCE_REGION }, lag: 'PT3S' }),
          ],
        },
      },
    }),
  );
  return requestFor(world, NAME, params);
}
const promotions = () =>
  world.simulator.control.writes().filter(({ operation }) => operation.startsWith('rds:PromoteReadReplica'));

describe('promoting a replica', () => {
  it('[trap:rds-promoted-single-az] makes it stand alone, and says what it lacks', async () => {
    const request = await open({ backupRetentionDays: 0 });
    const end = await runStep(world, NAME, request);
    expect(end).toMatchObject({
      kind: 'succeeded',
      outputs: { databases: [{ id: 'core-copy', previousSource: expect.stringContaining(':db:core') }] },
      findings: [{ code: 'promoted-bare', message: expect.stringContaining('a standby in another zone') }],
    });
    expect(end.resources[0]?.recoveryPointAt).toBeDefined();
  });

  it('promotes a cluster that copies by binlog', async () => {
    const request = await open({}, { clusterIds: ['ledger-copy'] });
    expect(await runStep(world, NAME, request)).toMatchObject({
      kind: 'succeeded',
      outputs: { databases: [{ id: 'ledger-copy' }] },
    });
    expect(promotions()).toMatchObject([{ operation: 'rds:PromoteReadReplicaDBCluster' }]);
  });

  it('[trap:rds-promote-twice] takes one that an earlier attempt promoted for promoted', async () => {
    const request = await open();
    await runStep(world, NAME, request);
    expect(await runStep(world, NAME, request, { attempt: 2, resumed: true })).toMatchObject({ kind: 'succeeded' });
    expect(promotions()).toHaveLength(1);
  });

  it('refuses a database that never was a replica', async () => {
    const request = await open({}, { instanceIds: ['alone'] });
    expect(await validate(world, NAME, request)).toMatchObject([{ code: 'not-a-replica', severity: 'error' }]);
    expect(await runStep(world, NAME, request)).toMatchObject({ kind: 'failed', failure: { code: 'not-a-replica' } });
  });

  it('[trap:rds-promote-while-backing-up] waits while the replica is backed up, and makes no call meanwhile', async () => {
    const request = await open({ status: 'backing-up' });
    const stop = new AbortController();
    let looks = 0;
    const onLook = () => {
      if ((looks += 1) === 20) stop.abort(new Error('enough'));
    };
    await expect(runStep(world, NAME, request, { signal: stop.signal, onLook })).rejects.toThrow('enough');
    expect(promotions()).toEqual([]);
  });

  it('stops when the replica is further behind than the objective allows', async () => {
    const request = await open({ lag: 'PT20M' });
    expect(await validate(world, NAME, request)).toMatchObject([
      { code: 'loss-beyond-objective', severity: 'warning' },
    ]);
    const end = await runStep(world, NAME, request);
    expect(end).toMatchObject({ kind: 'failed', failure: { code: 'loss-beyond-objective', retryable: true } });
    const accepted = {
      ...request,
      params: { ...request.params, acceptLossSeconds: 3_600, backupRetentionDays: 7 },
      previous: end.resources,
    };
    expect(await runStep(world, NAME, accepted, { attempt: 2 })).toMatchObject({ kind: 'succeeded' });
  });

  it('says that a cluster’s instance, or a whole wrong kind, is not for it', async () => {
    const request = await open({}, { clusterIds: ['ledger-copy'] });
    const elsewhere = {
      ...request,
      resources: [{ id: 'arn:aws:rds:us-west-2:222233334444:cluster:nothing', name: 'nothing' }],
    };
    expect(await runStep(world, NAME, elsewhere)).toMatchObject({
      kind: 'failed',
      failure: { code: 'database-missing' },
    });
  });
});
