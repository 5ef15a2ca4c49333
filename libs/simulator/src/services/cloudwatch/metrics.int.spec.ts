import { CloudWatchClient, GetMetricDataCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from '@jest/globals';

import { aDbInstance, aGlobalDatabaseEstate, anEstateOf } from '../../../testing/a-database.ts';
import { RECOVERY_REGION, SOURCE_REGION } from '../../../testing/an-estate.ts';
import { play, refusal } from '../../../testing/play.ts';
import { spokeClient } from '../../../testing/play-service.ts';

async function open(estate = aGlobalDatabaseEstate()) {
  const played = await play(estate);
  const client = await spokeClient(played, CloudWatchClient, RECOVERY_REGION);
  const span = (seconds: number) => ({
    StartTime: new Date(played.clock.now() - seconds * 1000),
    EndTime: new Date(played.clock.now()),
  });
  const data = async (MetricName: string, dimension: string, Value: string) => {
    const { MetricDataResults } = await client.send(
      new GetMetricDataCommand({
        ...span(300),
        MetricDataQueries: [
          {
            Id: 'lag',
            MetricStat: {
              Metric: { Namespace: 'AWS/RDS', MetricName, Dimensions: [{ Name: dimension, Value }] },
              Period: 60,
              Stat: 'Maximum',
            },
          },
        ],
      }),
    );
    return MetricDataResults?.[0];
  };
  return { ...played, client, span, data };
}

describe('the metrics of replication', () => {
  it('say how far the secondary of a global database is behind, newest first', async () => {
    const { data } = await open();
    const result = await data('AuroraGlobalDBRPOLag', 'DBClusterIdentifier', 'ledger-west');
    expect(result).toMatchObject({ Id: 'lag', StatusCode: 'Complete' });
    expect(result?.Values).toHaveLength(5);
    const times = result?.Timestamps?.map((at) => at.getTime()) ?? [];
    expect(times).toEqual([...times].sort((a, b) => b - a));
    for (const value of result?.Values ?? []) {
      expect(value).toBeGreaterThan(1_300);
      expect(value).toBeLessThan(1_700);
    }
  });

  it('grow while the writer is dark', async () => {
    const { data, clock, simulator } = await open();
    simulator.control.setDark({ region: SOURCE_REGION, dark: true });
    clock.advance(600);
    const { Values = [] } = (await data('AuroraGlobalDBRPOLag', 'DBClusterIdentifier', 'ledger-west')) ?? {};
    expect(Values[0]).toBeGreaterThan(400_000);
  });

  it('are in seconds for replicas of instances, and empty for what is not there', async () => {
    const copy = aDbInstance({ id: 'copy', replicaOf: { id: 'core' }, lag: 'PT20S' });
    const { client, span, data } = await open(
      anEstateOf({ [RECOVERY_REGION]: { rds: { instances: [aDbInstance(), copy] } } }),
    );
    const { Datapoints } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/RDS',
        MetricName: 'ReplicaLag',
        Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'copy' }],
        Period: 60,
        Statistics: ['Average', 'Maximum'],
        ...span(120),
      }),
    );
    expect(Datapoints).toHaveLength(2);
    expect(Datapoints?.[0]).toMatchObject({ Unit: 'Seconds' });
    expect(Math.round((Datapoints?.[0]?.Average ?? 0) / 5) * 5).toBe(20);
    expect((await data('ReplicaLag', 'DBInstanceIdentifier', 'core'))?.Values).toEqual([]);
    expect((await data('Colour', 'DBInstanceIdentifier', 'copy'))?.Values).toEqual([]);
  });

  it('are refused for a span that ends before it starts', async () => {
    const { client, span } = await open();
    const { StartTime, EndTime } = span(60);
    const question = {
      Namespace: 'AWS/RDS',
      MetricName: 'ReplicaLag',
      Period: 60,
      Statistics: ['Average' as const],
      StartTime: EndTime,
      EndTime: StartTime,
    };
    expect(await refusal(client.send(new GetMetricStatisticsCommand(question)))).toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });
});
