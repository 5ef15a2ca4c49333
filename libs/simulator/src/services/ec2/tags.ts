import { defineOperation } from '../../protocol/operation.ts';
import { InvalidTokenError, page } from '../../protocol/paginate.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { matchesWildcards } from '../../world/policy.ts';
import { checkInstanceIds, dryRunSucceeded, ec2Error, refuseUnread } from './ec2-errors.ts';
import type { InstanceFilter } from './instance-query.ts';
import { findInstances, readFilters, shownInstances } from './instance-query.ts';

const MAX_TAGS = 50;
const LONGEST_PAGE = 1_000;

export const createTags = defineOperation({
  name: 'CreateTags',
  writes: true,
  input: (params: QueryParams) => {
    const ids = params.list('ResourceId');
    const tags = params.structures('Tag', (prefix) => ({
      key: params.text(`${prefix}.Key`) ?? '',
      value: params.text(`${prefix}.Value`) ?? '',
    }));
    const dryRun = params.flag('DryRun');
    refuseUnread(params);
    if (ids.length === 0) throw ec2Error('MissingParameter', 'The request must contain the parameter resourceIdSet');
    if (tags.length === 0) throw ec2Error('MissingParameter', 'The request must contain the parameter tagSet');
    const bad = tags.find(
      ({ key, value }) => key === '' || key.length > 127 || value.length > 255 || key.startsWith('aws:'),
    );
    if (bad) throw ec2Error('InvalidParameterValue', `Tag key or value is not valid: '${bad.key}'`);
    return { ids: checkInstanceIds(ids), tags, dryRun };
  },
  resources: ({ ids }) => ids,
  run: ({ place, now, note }, { ids, tags, dryRun }) => {
    if (dryRun) throw dryRunSucceeded();
    const instances = findInstances(place, ids, now);
    const full = instances.find(
      (instance) => new Set([...Object.keys(instance.tags), ...tags.map(({ key }) => key)]).size > MAX_TAGS,
    );
    if (full) throw ec2Error('TagLimitExceeded', `More than ${MAX_TAGS} tags for ${full.id}`);
    for (const instance of instances) {
      Object.assign(instance.tags, Object.fromEntries(tags.map(({ key, value }) => [key, value])));
      note(instance.id, `tagged ${tags.map(({ key }) => key).join(', ')}`);
    }
    return { return: true };
  },
});

interface TagEntry {
  readonly resourceId: string;
  readonly resourceType: 'instance';
  readonly key: string;
  readonly value: string;
}

export const describeTags = defineOperation({
  name: 'DescribeTags',
  input: (params: QueryParams) => {
    const maxResults = params.number('MaxResults');
    const input = {
      filters: readFilters(params),
      maxResults,
      nextToken: params.text('NextToken'),
      dryRun: params.flag('DryRun'),
    };
    refuseUnread(params);
    if (maxResults !== undefined && !(Number.isInteger(maxResults) && maxResults >= 5 && maxResults <= LONGEST_PAGE)) {
      throw ec2Error('InvalidParameterValue', `Value ( ${maxResults} ) for parameter maxResults is invalid`);
    }
    return input;
  },
  run: ({ place, now }, input) => {
    if (input.dryRun) throw dryRunSucceeded();
    const entries = shownInstances(place, now)
      .sort((a, b) => a.order - b.order)
      .flatMap((instance) =>
        Object.entries(instance.tags).map(([key, value]): TagEntry => ({
          resourceId: instance.id,
          resourceType: 'instance',
          key,
          value,
        })),
      )
      .filter((entry) => input.filters.every((filter) => matchesTagFilter(entry, filter)))
      .map((entry, index) => ({ entry, index }));
    const list = {
      items: entries,
      keyOf: ({ index }: { index: number }) => index,
      scope: ['ec2-tags', input.filters],
      longestPage: LONGEST_PAGE,
    };
    try {
      const { items, nextToken } = page(list, input);
      return { tagSet: items.map(({ entry }) => entry), nextToken };
    } catch (error) {
      if (error instanceof InvalidTokenError) throw ec2Error('InvalidNextToken', error.message);
      throw error;
    }
  },
});

function matchesTagFilter(entry: TagEntry, { name, values }: InstanceFilter): boolean {
  const text = {
    'resource-id': entry.resourceId,
    'resource-type': entry.resourceType,
    key: entry.key,
    value: entry.value,
  }[name];
  if (text !== undefined) return values.some((value) => matchesWildcards(value, text));
  throw ec2Error('InvalidParameterValue', `The filter '${name}' is invalid`);
}
