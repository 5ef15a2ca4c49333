import Type from 'typebox';

import { exactly, jsonOperations } from '../../protocol/json-input.ts';
import { InvalidTokenError, pageByPlace } from '../../protocol/paginate.ts';
import { ServiceError } from '../../protocol/service-error.ts';
import type { TaggedArn } from './tagged-arns.ts';
import { taggedArns } from './tagged-arns.ts';

const LONGEST_PAGE = 100;
const DEFAULT_PAGE = 50;

const TagFilter = exactly({
  Key: Type.String({ minLength: 1, maxLength: 128 }),
  Values: Type.Optional(Type.Array(Type.String({ maxLength: 256 }), { maxItems: 20 })),
});
type TagFilter = Type.Static<typeof TagFilter>;

const operation = jsonOperations((message) => new ServiceError('InvalidParameterException', 400, message));

/** By tags, all of which have to match, and by types such as `ec2` or `ec2:instance`. */
export const getResources = operation(
  exactly({
    TagFilters: Type.Optional(Type.Array(TagFilter, { maxItems: 50 })),
    ResourceTypeFilters: Type.Optional(Type.Array(Type.String({ maxLength: 256 }))),
    ResourceARNList: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: 100 })),
    ResourcesPerPage: Type.Optional(Type.Integer({ minimum: 1, maximum: LONGEST_PAGE })),
    PaginationToken: Type.Optional(Type.String()),
  }),
  {
    name: 'GetResources',
    resources: ({ ResourceARNList = [] }) => ResourceARNList,
    run: (call, { TagFilters = [], ResourceTypeFilters = [], ResourceARNList, ...paging }) => {
      if (ResourceARNList && TagFilters.length + ResourceTypeFilters.length > 0) {
        throw new ServiceError('InvalidParameterException', 400, 'ResourceARNList cannot be used with filters');
      }
      const found = taggedArns(call).filter(
        (resource) =>
          (ResourceARNList?.includes(resource.arn) ?? true) &&
          TagFilters.every((filter) => hasTag(resource, filter)) &&
          (ResourceTypeFilters.length === 0 || ResourceTypeFilters.some((type) => isOfType(resource, type))),
      );
      const list = {
        items: found,
        scope: ['tagged', TagFilters, ResourceTypeFilters, ResourceARNList],
        longestPage: LONGEST_PAGE,
      };
      const { ResourcesPerPage: maxResults = DEFAULT_PAGE, PaginationToken } = paging;
      try {
        // An empty token is how the service begins and ends a list.
        const { items, nextToken = '' } = pageByPlace(list, { maxResults, nextToken: PaginationToken || undefined });
        return { PaginationToken: nextToken, ResourceTagMappingList: items.map(render) };
      } catch (error) {
        if (error instanceof InvalidTokenError)
          throw new ServiceError('PaginationTokenExpiredException', 400, error.message);
        throw error;
      }
    },
  },
);

function hasTag({ tags }: TaggedArn, { Key, Values = [] }: TagFilter): boolean {
  const value = tags[Key];
  return value !== undefined && (Values.length === 0 || Values.includes(value));
}

/** `arn:aws:ec2:us-west-2:111122223333:instance/i-…` is of the types `ec2` and `ec2:instance`. */
function isOfType({ arn }: TaggedArn, filter: string): boolean {
  const [, , service = '', , , ...rest] = arn.split(':');
  const [type = ''] = rest.join(':').split(/[/:]/);
  return filter === service || filter === `${service}:${type}`;
}

function render({ arn, tags }: TaggedArn): object {
  return { ResourceARN: arn, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}
