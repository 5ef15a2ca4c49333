import type { PageRequest } from '../../protocol/paginate.ts';
import { InvalidTokenError, page } from '../../protocol/paginate.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import type { Place } from '../../world/world.ts';
import { matchesWildcards } from '../../world/policy.ts';
import { checkInstanceIds, ec2Error, notFound } from './ec2-errors.ts';
import type { Ec2Instance } from './instance.ts';
import { instanceState, isShown } from './instance.ts';

/** Which instances are asked for. */
export interface InstanceQuery extends PageRequest {
  readonly ids: readonly string[];
  readonly filters: readonly InstanceFilter[];
}

export interface InstanceFilter {
  readonly name: string;
  readonly values: readonly string[];
}

const LONGEST_PAGE = 1_000;

/** The parameters that DescribeInstances and DescribeInstanceStatus share. */
export function readInstanceQuery(params: QueryParams): InstanceQuery {
  const ids = checkInstanceIds(params.list('InstanceId'));
  const maxResults = params.number('MaxResults');
  if (maxResults !== undefined && !(Number.isInteger(maxResults) && maxResults >= 5 && maxResults <= LONGEST_PAGE)) {
    throw ec2Error(
      'InvalidParameterValue',
      `Value ( ${maxResults} ) for parameter maxResults is invalid. Expecting a value from 5 to 1000.`,
    );
  }
  if (maxResults !== undefined && ids.length > 0) {
    throw ec2Error(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  }
  return { ids, filters: readFilters(params), maxResults, nextToken: params.text('NextToken') };
}

export function readFilters(params: QueryParams): InstanceFilter[] {
  return params.structures('Filter', (prefix) => ({
    name: params.text(`${prefix}.Name`) ?? '',
    values: params.list(`${prefix}.Value`),
  }));
}

/** The instances of these ids, in any state that EC2 still shows. @throws {@link ServiceError} InvalidInstanceID.NotFound */
export function findInstances(place: Place, ids: readonly string[], now: number): Ec2Instance[] {
  const found = ids.flatMap((id) => {
    const instance = place.ec2.instances.get(id);
    return instance && instance.launchedAt <= now && isShown(instance, now) ? [instance] : [];
  });
  const missing = ids.filter((id) => !found.some((instance) => instance.id === id));
  if (missing.length > 0) throw notFound(missing);
  return found;
}

/** One page of the instances that match, by their place in the estate. */
export function selectInstances(
  place: Place,
  query: InstanceQuery,
  now: number,
  wanted: (instance: Ec2Instance) => boolean = () => true,
): { items: readonly Ec2Instance[]; nextToken?: string } {
  const known = query.ids.length > 0 ? findInstances(place, query.ids, now) : shownInstances(place, now);
  const items = known
    .filter(
      (instance) => wanted(instance) && query.filters.every((filter) => matchesFilter(place, instance, filter, now)),
    )
    .sort((a, b) => a.order - b.order);
  const scope = ['ec2-instances', query.ids, query.filters];
  try {
    return page({ items, keyOf: ({ order }) => order, scope, longestPage: LONGEST_PAGE }, query);
  } catch (error) {
    if (error instanceof InvalidTokenError) throw ec2Error('InvalidNextToken', error.message);
    throw error;
  }
}

/** Every instance that EC2 still shows. */
export function shownInstances(place: Place, now: number): Ec2Instance[] {
  return [...place.ec2.instances.values()].filter((instance) => instance.launchedAt <= now && isShown(instance, now));
}

function matchesFilter(place: Place, instance: Ec2Instance, { name, values }: InstanceFilter, now: number): boolean {
  const texts = filterTexts(place, instance, name, now);
  return texts.some((text) => values.some((value) => matchesWildcards(value, text)));
}

function filterTexts(place: Place, instance: Ec2Instance, name: string, now: number): string[] {
  if (name.startsWith('tag:'))
    return instance.tags[name.slice(4)] === undefined ? [] : [instance.tags[name.slice(4)] ?? ''];
  switch (name) {
    case 'instance-id':
      return [instance.id];
    case 'instance-state-name':
      return [instanceState(instance, now)];
    case 'instance-type':
      return [instance.instanceType];
    case 'private-ip-address':
      return [instance.privateIp];
    case 'availability-zone':
      return [instance.availabilityZone];
    case 'owner-id':
      return [place.accountId];
    case 'tag-key':
      return Object.keys(instance.tags);
    default:
      throw ec2Error('InvalidParameterValue', `The filter '${name}' is invalid`);
  }
}
