import { DescribeDBClustersCommand, DescribeDBInstancesCommand, ListTagsForResourceCommand } from '@aws-sdk/client-rds';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { databaseAdapter } from '@breakwater/adapter-database';
import { RDS } from '@breakwater/aws';
import type { JsonObject } from '@breakwater/core';
import { aCluster, anInstance, instanceArn } from './databases.ts';
import { EXECUTION, openMotoWorld, runStep, validateStep, type MotoWorld, type StepRun } from './moto-world.ts';

/** A week: what moto knows of backups and lags is not what is looked at here. */
const ANY_LOSS = { acceptLossSeconds: 604_800 };

let world: MotoWorld;
beforeEach(async () => {
  world = await openMotoWorld();
});
afterEach(() => world.close());

const step = (name: string, params: JsonObject): Promise<StepRun> => runStep(world, databaseAdapter(), name, params);
const instanceIds = async () => {
  const { DBInstances: found } = await world.client(RDS).send(new DescribeDBInstancesCommand({}));
  return found?.map(({ DBInstanceIdentifier: id }) => id);
};

describe('Aurora', () => {
  const writerOf = async (cluster: string) => {
    const { DBClusters: found } = await world
      .client(RDS)
      .send(new DescribeDBClustersCommand({ DBClusterIdentifier: cluster }));
    return found?.[0]?.DBClusterMembers?.find(({ IsClusterWriter: writes }) => writes)?.DBInstanceIdentifier;
  };

  it('writes with another instance once failover-cluster has ended', async () => {
    await aCluster(world, 'core', ['core-1', 'core-2']);
    const run = await step('failover-cluster', { clusterIds: ['core'] });
    expect(run.end).toMatchObject({
      kind: 'succeeded',
      outputs: { clusters: [{ clusterId: 'core', writerInstanceId: 'core-2' }] },
    });
    expect(await writerOf('core')).toBe('core-2');
  });

  it('is told apart from a cluster that has nothing to fail over to', async () => {
    await aCluster(world, 'core', ['core-1']);
    const findings = await validateStep(world, databaseAdapter(), 'failover-cluster', { clusterIds: ['core'] });
    expect(findings).toContainEqual(expect.objectContaining({ severity: 'error' }));
  });
});

describe('RDS', () => {
  it('has the copy that restore-to-point-in-time made, with the tags of its execution', async () => {
    await anInstance(world, 'orders');
    const run = await step('restore-to-point-in-time', {
      instanceIds: ['orders'],
      targetSuffix: '-restored',
      ...ANY_LOSS,
    });
    expect(run.end).toMatchObject({ kind: 'succeeded', outputs: { databases: [{ id: 'orders-restored' }] } });
    expect(await instanceIds()).toEqual(['orders', 'orders-restored']);
    const { TagList: tags } = await world
      .client(RDS)
      .send(new ListTagsForResourceCommand({ ResourceName: instanceArn('orders-restored') }));
    expect(tags).toContainEqual({ Key: 'breakwater:execution', Value: EXECUTION });
  });

  it('loses that copy, and nothing else, to delete-restored-databases', async () => {
    await anInstance(world, 'orders');
    await step('restore-to-point-in-time', { instanceIds: ['orders'], targetSuffix: '-restored', ...ANY_LOSS });
    const run = await step('delete-restored-databases', {
      databaseArns: [instanceArn('orders-restored')],
      ofExecution: EXECUTION,
      includeReal: true,
    });
    expect(run.end).toMatchObject({ kind: 'succeeded', resources: [{ status: 'deleted' }] });
    expect(await instanceIds()).toEqual(['orders']);
  });

  it('keeps a database that no execution has restored', async () => {
    await anInstance(world, 'orders');
    const run = await step('delete-restored-databases', { databaseArns: [instanceArn('orders')], includeReal: true });
    expect(run.end.kind).toBe('failed');
    expect(await instanceIds()).toEqual(['orders']);
  });

  it('has no database of a name that it does not know', async () => {
    const findings = await validateStep(world, databaseAdapter(), 'reboot-with-failover', { instanceIds: ['nobody'] });
    expect(findings).toContainEqual(expect.objectContaining({ severity: 'error' }));
  });
});
