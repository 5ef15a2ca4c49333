import type { Call } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { matchesWildcards } from '../../world/policy.ts';
import { pageOf } from './describe-list.ts';
import { checkInstanceIds, dryRunSucceeded, ec2Error, refuseUnread } from './ec2-errors.ts';
import type { InstanceFilter } from './instance-query.ts';
import { findInstances, readFilters } from './instance-query.ts';
import type { TaggedResource } from './tagged-resources.ts';
import { otherTaggedThings, taggedInstances } from './tagged-resources.ts';

const MAX_TAGS = 50;
const LONGEST_PAGE = 1_000;

/** The resources of these ids. @throws InvalidInstanceID.NotFound, InvalidID */
function taggedResources({ place, now }: Call, ids: readonly string[]): TaggedResource[] {
  const instanceIds = checkInstanceIds(ids.filter((id) => id.startsWith('i-')));
  const instances = findInstances(place, instanceIds, now).map(({ id, tags }) => ({ id, type: 'instance', tags }));
  const others = instanceIds.length === ids.length ? [] : otherTaggedThings(place).filter(({ id }) => ids.includes(id));
  const found = [...instances, ...others];
  const missing = ids.find((id) => !found.some((resource) => resource.id === id));
  if (missing !== undefined) throw ec2Error('InvalidID', `The ID '${missing}' is not valid`);
  return found;
}

function readResourceIds(params: QueryParams): readonly string[] {
  const ids = params.list('ResourceId');
  if (ids.length === 0) throw ec2Error('MissingParameter', 'The request must contain the parameter resourceIdSet');
  return ids;
}

export const createTags = defineOperation({
  name: 'CreateTags',
  writes: true,
  input: (params: QueryParams) => {
    const ids = readResourceIds(params);
    const tags = params.structures('Tag', (prefix) => ({
      key: params.text(`${prefix}.Key`) ?? '',
      value: params.text(`${prefix}.Value`) ?? '',
    }));
    const dryRun = params.flag('DryRun');
    refuseUnread(params);
    if (tags.length === 0) throw ec2Error('MissingParameter', 'The request must contain the parameter tagSet');
    const bad = tags.find(
      ({ key, value }) => key === '' || key.length > 127 || value.length > 255 || key.startsWith('aws:'),
    );
    if (bad) throw ec2Error('InvalidParameterValue', `Tag key or value is not valid: '${bad.key}'`);
    return { ids, tags, dryRun };
  },
  resources: ({ ids }) => ids,
  run: (call, { ids, tags, dryRun }) => {
    if (dryRun) throw dryRunSucceeded();
    const resources = taggedResources(call, ids);
    const full = resources.find(
      (resource) => new Set([...Object.keys(resource.tags), ...tags.map(({ key }) => key)]).size > MAX_TAGS,
    );
    if (full) throw ec2Error('TagLimitExceeded', `More than ${MAX_TAGS} tags for ${full.id}`);
    for (const resource of resources) {
      Object.assign(resource.tags, Object.fromEntries(tags.map(({ key, value }) => [key, value])));
      call.note(resource.id, `tagged ${tags.map(({ key }) => key).join(', ')}`);
    }
    return { return: true };
  },
});

/** A tag without value goes whatever its value is; with one, only if the value is the same. */
export const deleteTags = defineOperation({
  name: 'DeleteTags',
  writes: true,
  input: (params: QueryParams) => {
    const ids = readResourceIds(params);
    const tags = params.structures('Tag', (prefix) => ({
      key: params.text(`${prefix}.Key`) ?? '',
      value: params.text(`${prefix}.Value`),
    }));
    const dryRun = params.flag('DryRun');
    refuseUnread(params);
    return { ids, tags, dryRun };
  },
  resources: ({ ids }) => ids,
  run: (call, { ids, tags, dryRun }) => {
    if (dryRun) throw dryRunSucceeded();
    for (const resource of taggedResources(call, ids)) {
      const keys = tags.length === 0 ? Object.keys(resource.tags) : matchingKeys(resource, tags);
      for (const key of keys) Reflect.deleteProperty(resource.tags, key);
      call.note(resource.id, `untagged ${keys.join(', ')}`);
    }
    return { return: true };
  },
});

function matchingKeys(
  resource: TaggedResource,
  tags: readonly { readonly key: string; readonly value: string | undefined }[],
): string[] {
  return tags
    .filter(({ key, value }) => key in resource.tags && (value === undefined || resource.tags[key] === value))
    .map(({ key }) => key);
}

interface TagEntry {
  readonly resourceId: string;
  readonly resourceType: string;
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
  run: ({ place, now }, { filters, dryRun, ...request }) => {
    if (dryRun) throw dryRunSucceeded();
    const resources = [...taggedInstances(place, now), ...otherTaggedThings(place)];
    const entries = resources
      .flatMap(entriesOf)
      .filter((entry) => filters.every((filter) => matchesTagFilter(entry, filter)));
    const list = { items: entries, scope: ['ec2-tags', filters], longestPage: LONGEST_PAGE };
    const { items, nextToken } = pageOf(list, request);
    return { tagSet: items, nextToken };
  },
});

function entriesOf({ id, type, tags }: TaggedResource): TagEntry[] {
  return Object.entries(tags).map(([key, value]) => ({ resourceId: id, resourceType: type, key, value }));
}

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
