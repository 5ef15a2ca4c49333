import type { Answer } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { dryRunSucceeded, refuseUnread } from './ec2-errors.ts';
import { instanceState } from './instance.ts';
import { readInstanceQuery, selectInstances } from './instance-query.ts';
import { renderReservation, renderStatus } from './render-instance.ts';
import { rewriteList, rewriteMember } from '../../protocol/rewrite-status.ts';

export const describeInstances = defineOperation({
  name: 'DescribeInstances',
  input: (params: QueryParams) => {
    const input = { ...readInstanceQuery(params), dryRun: params.flag('DryRun') };
    refuseUnread(params);
    return input;
  },
  resources: ({ ids }) => ids,
  run: ({ place, now }, input) => {
    if (input.dryRun) throw dryRunSucceeded();
    const { items, nextToken } = selectInstances(place, input, now);
    return { reservationSet: items.map((instance) => renderReservation(place, instance, now)), nextToken };
  },
  rewriteStatus: (answer, word, id) =>
    rewriteList(answer, 'reservationSet', (reservation) =>
      rewriteList(reservation, 'instancesSet', (instance) => rewriteState(instance, word, id)),
    ),
});

export const describeInstanceStatus = defineOperation({
  name: 'DescribeInstanceStatus',
  input: (params: QueryParams) => {
    const query = readInstanceQuery(params);
    const input = { ...query, includeAll: params.flag('IncludeAllInstances'), dryRun: params.flag('DryRun') };
    refuseUnread(params);
    return input;
  },
  resources: ({ ids }) => ids,
  run: ({ place, now }, input) => {
    if (input.dryRun) throw dryRunSucceeded();
    const { items, nextToken } = selectInstances(
      place,
      input,
      now,
      (instance) => input.includeAll || instanceState(instance, now) === 'running',
    );
    return { instanceStatusSet: items.map((instance) => renderStatus(instance, now)), nextToken };
  },
  rewriteStatus: (answer, word, id) =>
    rewriteList(answer, 'instanceStatusSet', (entry) =>
      id === undefined || entry['instanceId'] === id ? rewriteMember(entry, 'instanceStatus', { status: word }) : entry,
    ),
});

function rewriteState(instance: Answer, word: string, id: string | undefined): Answer {
  return id === undefined || instance['instanceId'] === id
    ? rewriteMember(instance, 'instanceState', { name: word })
    : instance;
}
