import { describe, expect, it } from '@jest/globals';
import type { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { instantAt, NO_USAGE, plusSeconds, type AwsClients } from '@breakwater/core';
import { T0, VirtualClock } from '@breakwater/core/testing';
import { clusterReplicaLag, globalDatabaseLag, instanceReplicaLag } from './lag.ts';

const clock = new VirtualClock();

/** A CloudWatch that has these values, newest first, by metric and the names of its dimensions. */
function cloudWatch(values: Readonly<Record<string, readonly number[]>>) {
  const client = {
    send: async ({ input }: GetMetricDataCommand) => ({
      MetricDataResults: (input.MetricDataQueries ?? []).map(({ Id, MetricStat }) => {
        const { MetricName = '', Dimensions = [] } = MetricStat?.Metric ?? {};
        const key = [MetricName, ...Dimensions.map(({ Name = '' }) => Name)].join(' ');
        const own = values[key] ?? [];
        return { Id, Values: own, Timestamps: own.map((_, index) => new Date(Date.parse(T0) - index * 60_000)) };
      }),
    }),
  };
  const aws: AwsClients = {
    client: <Client>() => client as Client,
    whoAmI: async ({ account }) => ({ account, arn: `arn:aws:sts::${account}:assumed-role/x/y` }),
    usage: () => NO_USAGE,
  };
  return { aws, target: { account: '222233334444', region: 'us-west-2' }, signal: new AbortController().signal };
}

describe('replication lag', () => {
  it('is in milliseconds for a global database, and in seconds for a replica', async () => {
    const where = cloudWatch({
      'AuroraGlobalDBRPOLag DBClusterIdentifier': [1_500, 9_000],
      'ReplicaLag DBInstanceIdentifier': [4],
    });
    expect(await globalDatabaseLag(where, clock, 'ledger', 'us-east-1')).toEqual({ seconds: 1.5, at: T0 });
    expect(await instanceReplicaLag(where, clock, 'core')).toEqual({ seconds: 4, at: T0 });
  });

  it('[trap:rds-global-lag-metric-by-version] comes from the older metric where the newer one is missing', async () => {
    const where = cloudWatch({ 'AuroraGlobalDBReplicationLag DBClusterIdentifier SourceRegion': [2_000] });
    expect(await globalDatabaseLag(where, clock, 'ledger', 'us-east-1')).toMatchObject({ seconds: 2 });
    expect(await globalDatabaseLag(where, clock, 'ledger')).toBeUndefined();
  });

  it('[trap:rds-replica-lag-negative] is unknown when replication does not run', async () => {
    expect(
      await instanceReplicaLag(cloudWatch({ 'ReplicaLag DBInstanceIdentifier': [-1] }), clock, 'core'),
    ).toBeUndefined();
  });

  it('is read of a cluster, or of the instance that writes in it', async () => {
    const where = cloudWatch({ 'AuroraBinlogReplicaLag DBInstanceIdentifier': [7] });
    expect(await clusterReplicaLag(where, clock, 'ledger', 'ledger-1')).toMatchObject({ seconds: 7 });
    expect(await clusterReplicaLag(where, clock, 'ledger')).toBeUndefined();
  });

  it('is that of the newest moment, in whatever order CloudWatch answers', async () => {
    const where = cloudWatch({ 'ReplicaLag DBInstanceIdentifier': [3, 30, 300] });
    const lag = await instanceReplicaLag(where, clock, 'core');
    expect(lag).toEqual({ seconds: 3, at: instantAt(Date.parse(T0)) });
    expect(plusSeconds(T0, 0)).toBe(lag?.at);
  });
});
