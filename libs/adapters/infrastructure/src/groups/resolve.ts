import { paginateGetResources, type TagFilter } from '@aws-sdk/client-resource-groups-tagging-api';
import { TAGGING } from '@breakwater/aws';
import type { ManualInstruction, ResolvedResource, Selection, Target, ValidationContext } from '@breakwater/core';
import type { Regional } from '../service/regional.ts';
import { awsCli } from '../steps/cli.ts';
import { typeOf, type ResourceType } from './resource-types.ts';

/** As many as one page of the tagging service holds. */
const PAGE_SIZE = 100;

/**
 * Resources of a selection, sorted by id: ARNs, for security groups their ids. Ids are taken as they are, for the step's
 * own check looks at them; tags are looked up among the resources of one type.
 *
 * @throws Error for tags without a type: nobody could say which of the resources that carry them are meant
 */
export async function resolveInfrastructure(
  selection: Selection,
  target: Target,
  { aws, signal }: ValidationContext,
  resourceType?: string,
): Promise<ResolvedResource[]> {
  if (selection.ids !== undefined) return sorted(selection.ids.map((id) => ({ id })));
  const type = typeOf(resourceType);
  const found = new Map<string, ResolvedResource>();
  for (const filters of filtersOf(selection)) {
    for (const { arn, tags } of await taggedResources({ aws, target, signal }, type, filters)) {
      const id = type.idOf(arn);
      if (id !== undefined && !carriesAny(tags, selection.noneOf)) found.set(id, named(id, tags));
    }
  }
  return sorted([...found.values()]);
}

/** The service joins filters by "and" only: for `anyOf` it is asked once for each of the tags. */
function filtersOf({ allOf = {}, anyOf }: Selection): TagFilter[][] {
  const filter = ([Key, value]: readonly [string, string]): TagFilter => ({ Key, Values: [value] });
  const all = Object.entries(allOf).map(filter);
  return anyOf === undefined ? [all] : Object.entries(anyOf).map((tag) => [...all, filter(tag)]);
}

interface Tagged {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

async function taggedResources(
  { aws, target, signal }: Regional,
  { filter }: ResourceType,
  TagFilters: TagFilter[],
): Promise<Tagged[]> {
  const found: Tagged[] = [];
  const pages = paginateGetResources(
    { client: aws.client(TAGGING, target), pageSize: PAGE_SIZE },
    { TagFilters, ResourceTypeFilters: [filter] },
    { abortSignal: signal },
  );
  for await (const { ResourceTagMappingList = [] } of pages) {
    for (const { ResourceARN: arn = '', Tags = [] } of ResourceTagMappingList) {
      found.push({ arn, tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])) });
    }
  }
  return found;
}

const carriesAny = (tags: Tagged['tags'], noneOf: Selection['noneOf'] = {}): boolean =>
  Object.entries(noneOf).some(([key, value]) => tags[key] === value);

const named = (id: string, tags: Tagged['tags']): ResolvedResource => {
  const name = tags['Name'];
  return name === undefined ? { id } : { id, name };
};

const sorted = (resources: readonly ResolvedResource[]): ResolvedResource[] =>
  resources.toSorted((left, right) => (left.id < right.id ? -1 : 1));

/** How a person lists what carries the tags. */
export function infrastructureListing(selection: Selection, target: Target, resourceType?: string): ManualInstruction {
  const type = typeOf(resourceType);
  const commands = filtersOf(selection).map((filters) => {
    const tags = filters.map(({ Key, Values = [] }) => `'Key=${Key},Values=${Values.join(',')}'`);
    const filter = tags.length === 0 ? '' : ` --tag-filters ${tags.join(' ')}`;
    return awsCli(target, `resourcegroupstaggingapi get-resources --resource-type-filters ${type.filter}${filter}`);
  });
  const without = Object.entries(selection.noneOf ?? {}).map(([key, value]) => `${key}=${value}`);
  const except = without.length === 0 ? '' : ` Leave out those tagged ${without.join(' or ')}.`;
  return { text: `In account ${target.account}: ${type.plural}.${except}`, commands };
}
