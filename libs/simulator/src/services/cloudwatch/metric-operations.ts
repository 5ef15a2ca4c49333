import Type from 'typebox';

import type { Answer, Call } from '../../protocol/operation.ts';
import { exactly, jsonOperations } from '../../protocol/json-input.ts';
import { invalidParameter } from './cloudwatch-errors.ts';
import type { MetricQuestion } from './replication-metrics.ts';
import { replicationMetric } from './replication-metrics.ts';

const operation = jsonOperations(invalidParameter);

/** CloudWatch refuses to answer more at once. */
const MOST_POINTS = 1_440;

const Dimensions = Type.Array(exactly({ Name: Type.String(), Value: Type.String() }), { maxItems: 30 });
const Statistic = Type.Enum(['Average', 'Maximum', 'Minimum', 'Sum', 'SampleCount']);
const Instant = Type.Number();

const MetricQuery = exactly({
  Id: Type.String({ pattern: '^[a-z][A-Za-z0-9_]*$', maxLength: 255 }),
  Label: Type.Optional(Type.String()),
  ReturnData: Type.Optional(Type.Boolean()),
  MetricStat: exactly({
    Metric: exactly({
      Namespace: Type.String(),
      MetricName: Type.String(),
      Dimensions: Type.Optional(Dimensions),
    }),
    Period: Type.Integer({ minimum: 60, multipleOf: 60 }),
    Stat: Statistic,
    Unit: Type.Optional(Type.String()),
  }),
});

/** Values of metrics, newest first unless asked; expressions are not modelled. */
export const getMetricData = operation(
  exactly({
    MetricDataQueries: Type.Array(MetricQuery, { minItems: 1, maxItems: 500 }),
    StartTime: Instant,
    EndTime: Instant,
    ScanBy: Type.Optional(Type.Enum(['TimestampDescending', 'TimestampAscending'])),
    MaxDatapoints: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_800 })),
  }),
  {
    name: 'GetMetricData',
    run: (call, input): Answer => ({
      MetricDataResults: input.MetricDataQueries.filter(({ ReturnData }) => ReturnData !== false).map(
        ({ Id, Label, MetricStat: { Metric, Period, Stat } }) => {
          const oldestFirst = pointsOf(call, { ...Metric, ...spanOf(input), period: Period });
          const points = input.ScanBy === 'TimestampAscending' ? oldestFirst : oldestFirst.reverse();
          return {
            Id,
            Label: Label ?? Metric.MetricName,
            Timestamps: points.map(({ at }) => at / 1000),
            Values: points.map(({ value }) => (Stat === 'SampleCount' ? 1 : value)),
            StatusCode: 'Complete',
          };
        },
      ),
      Messages: [],
    }),
  },
);

/** The same for one metric, with all the statistics asked for. */
export const getMetricStatistics = operation(
  exactly({
    Namespace: Type.String(),
    MetricName: Type.String(),
    Dimensions: Type.Optional(Dimensions),
    StartTime: Instant,
    EndTime: Instant,
    Period: Type.Integer({ minimum: 60, multipleOf: 60 }),
    Statistics: Type.Array(Statistic, { minItems: 1, maxItems: 5 }),
    Unit: Type.Optional(Type.String()),
  }),
  {
    name: 'GetMetricStatistics',
    run: (call, input): Answer => ({
      Label: input.MetricName,
      Datapoints: pointsOf(call, { ...input, ...spanOf(input), period: input.Period }).map(({ at, value, unit }) => ({
        Timestamp: at / 1000,
        Unit: unit,
        ...Object.fromEntries(input.Statistics.map((name) => [name, name === 'SampleCount' ? 1 : value])),
      })),
    }),
  },
);

/** Epoch milliseconds. @throws InvalidParameterValueException unless the end is after the start */
function spanOf({ StartTime, EndTime }: { StartTime: number; EndTime: number }): { from: number; until: number } {
  if (EndTime <= StartTime) throw invalidParameter('The parameter StartTime must be less than the parameter EndTime.');
  return { from: StartTime * 1000, until: EndTime * 1000 };
}

interface PointQuestion {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  readonly from: number;
  readonly until: number;
  readonly period: number;
}

/** One point per period that has begun, oldest first; nothing for a metric or resource that does not exist. */
function pointsOf(call: Call, question: PointQuestion): { at: number; value: number; unit: string }[] {
  const metric: MetricQuestion = {
    namespace: question.Namespace,
    name: question.MetricName,
    dimensions: Object.fromEntries((question.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
  };
  const periodMs = question.period * 1000;
  const first = Math.ceil(question.from / periodMs) * periodMs;
  const end = Math.min(question.until, call.now + 1);
  const count = Math.max(0, Math.ceil((end - first) / periodMs));
  if (count > MOST_POINTS) throw invalidParameter(`The simulator answers at most ${MOST_POINTS} datapoints per metric`);
  return Array.from({ length: count }, (_, index) => first + index * periodMs).flatMap((at) => {
    const measured = replicationMetric(call, metric, at);
    return measured === undefined ? [] : [{ at, ...measured }];
  });
}
