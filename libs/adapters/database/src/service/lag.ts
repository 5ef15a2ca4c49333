import {
  GetMetricDataCommand,
  type Dimension,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { CLOUDWATCH } from '@breakwater/aws';
import { epochMilliseconds, parseInstant, plusSeconds, type Clock, type Instant } from '@breakwater/core';
import type { Regional } from './regional.ts';

/** How far a copy was behind, at the newest moment for which CloudWatch knows it. */
export interface Lag {
  readonly seconds: number;
  readonly at: Instant;
}

/** A metric that says how far a copy is behind. */
interface LagMetric {
  readonly name: string;
  /** Divides a value into seconds. */
  readonly perSecond: 1 | 1000;
  readonly dimensions: readonly Readonly<Record<string, string>>[];
}

const PERIOD_SECONDS = 60;
/** How far back a datum is looked for: CloudWatch keeps one-minute data much longer, but an older lag says nothing. */
const LOOKBACK_SECONDS = 3 * 3_600;

/**
 * Lag of a secondary cluster of an Aurora global database. `AuroraGlobalDBRPOLag` is the one to decide by; old versions
 * of Aurora MySQL have `AuroraGlobalDBReplicationLag` alone. Both are in milliseconds, in the secondary's Region.
 *
 * @returns `undefined` while CloudWatch has no datum
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
 */
export function globalDatabaseLag(
  where: Regional,
  clock: Clock,
  clusterId: string,
  source?: string,
): Promise<Lag | undefined> {
  const alone = { DBClusterIdentifier: clusterId };
  const dimensions = source === undefined ? [alone] : [alone, { ...alone, SourceRegion: source }];
  return newestLag(where, clock, [
    { name: 'AuroraGlobalDBRPOLag', perSecond: 1000, dimensions },
    { name: 'AuroraGlobalDBReplicationLag', perSecond: 1000, dimensions },
  ]);
}

/**
 * Lag of a read replica in seconds; CloudWatch has -1 when replication does not run.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
 */
export const instanceReplicaLag = (where: Regional, clock: Clock, instanceId: string): Promise<Lag | undefined> =>
  newestLag(where, clock, [{ name: 'ReplicaLag', perSecond: 1, dimensions: [{ DBInstanceIdentifier: instanceId }] }]);

/** Lag of an Aurora MySQL cluster that copies another one by binlog, in seconds. */
export const clusterReplicaLag = (
  where: Regional,
  clock: Clock,
  clusterId: string,
  writer?: string,
): Promise<Lag | undefined> =>
  newestLag(where, clock, [
    {
      name: 'AuroraBinlogReplicaLag',
      perSecond: 1,
      dimensions: [
        { DBClusterIdentifier: clusterId },
        ...(writer === undefined ? [] : [{ DBInstanceIdentifier: writer }]),
      ],
    },
  ]);

/** The newest datum of the first metric that has one; a negative value means that nothing is copied, so nothing is known. */
async function newestLag(where: Regional, clock: Clock, metrics: readonly LagMetric[]): Promise<Lag | undefined> {
  const { aws, target, signal } = where;
  const now = clock.now();
  const asked = metrics.flatMap((metric) => metric.dimensions.map((dimensions) => ({ metric, dimensions })));
  const { MetricDataResults: results = [] } = await aws.client(CLOUDWATCH, target).send(
    new GetMetricDataCommand({
      StartTime: new Date(epochMilliseconds(plusSeconds(now, -LOOKBACK_SECONDS))),
      EndTime: new Date(epochMilliseconds(plusSeconds(now, PERIOD_SECONDS))),
      ScanBy: 'TimestampDescending',
      MetricDataQueries: asked.map(({ metric, dimensions }, index) => queryOf(`lag${index}`, metric.name, dimensions)),
    }),
    { abortSignal: signal },
  );
  for (const [index, { metric }] of asked.entries()) {
    const newest = newestOf(results.find(({ Id }) => Id === `lag${index}`));
    if (newest !== undefined && newest.value >= 0) return { seconds: newest.value / metric.perSecond, at: newest.at };
  }
  return undefined;
}

const queryOf = (Id: string, MetricName: string, dimensions: Readonly<Record<string, string>>): MetricDataQuery => ({
  Id,
  MetricStat: {
    Metric: { Namespace: 'AWS/RDS', MetricName, Dimensions: dimensionList(dimensions) },
    Period: PERIOD_SECONDS,
    Stat: 'Maximum',
  },
});

const dimensionList = (dimensions: Readonly<Record<string, string>>): Dimension[] =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

function newestOf(result: MetricDataResult | undefined): { readonly value: number; readonly at: Instant } | undefined {
  const data = (result?.Timestamps ?? []).flatMap((timestamp, index) => {
    const value = result?.Values?.[index];
    return value === undefined ? [] : [{ value, at: parseInstant(timestamp.toISOString()) }];
  });
  return data.reduce<(typeof data)[number] | undefined>(
    (newest, datum) => (newest === undefined || datum.at > newest.at ? datum : newest),
    undefined,
  );
}
