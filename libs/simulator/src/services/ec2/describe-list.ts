import type { Call, Operation } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { Page, PageRequest } from '../../protocol/paginate.ts';
import { InvalidTokenError, pageByPlace } from '../../protocol/paginate.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { rewriteList } from '../../protocol/rewrite-status.ts';
import { matchesWildcards } from '../../world/policy.ts';
import type { Place } from '../../world/world.ts';
import { dryRunSucceeded, ec2Error, refuseUnread } from './ec2-errors.ts';
import type { InstanceFilter } from './instance-query.ts';
import { readFilters } from './instance-query.ts';

/** One kind of thing that EC2 lists by ids, filters and pages. */
export interface ListedKind<T> {
  /** `DescribeVpcs`. */
  readonly name: string;
  /** The element of the answer: `vpcSet`. */
  readonly list: string;
  /** `VpcId`, asked for as `VpcId.1`, `VpcId.2`, …; and further parameters of that kind. */
  readonly idParams: Readonly<Record<string, (item: T) => string>>;
  /** Code and message for an id that is not there. */
  readonly missing: readonly [code: string, message: (id: string) => string];
  readonly items: (place: Place) => Iterable<T>;
  /** Texts that a filter of this name looks at; `tag:` and `tag-key` are understood by themselves. */
  readonly filters: Readonly<Record<string, (item: T, place: Place) => readonly (string | undefined)[]>>;
  readonly tags: (item: T) => Readonly<Record<string, string>>;
  readonly render: (item: T, call: Call) => object;
  /** What MaxResults may be; 5 to 1,000 unless told. */
  readonly pageLengths?: readonly [least: number, most: number];
  /** The member of an entry that holds its status, for faults that make it unknown; and the one that holds its id. */
  readonly status?: { readonly member: string; readonly id: string };
}

const PAGE_LENGTHS = [5, 1_000] as const;

/** A description with ids, filters, pages and DryRun. */
export function describeList<T>(kind: ListedKind<T>): Operation<QueryParams> {
  const { status, pageLengths = PAGE_LENGTHS } = kind;
  return defineOperation({
    name: kind.name,
    input: (params: QueryParams) => {
      const asked = Object.entries(kind.idParams).flatMap(([param, idOf]) =>
        params.list(param).map((id) => ({ id, idOf })),
      );
      const maxResults = params.number('MaxResults');
      const input = {
        asked,
        filters: readFilters(params),
        maxResults,
        nextToken: params.text('NextToken'),
        dryRun: params.flag('DryRun'),
      };
      refuseUnread(params);
      checkPageLength(maxResults, pageLengths, asked.length);
      return input;
    },
    resources: ({ asked }) => asked.map(({ id }) => id),
    run: (call, { asked, filters, dryRun, ...request }) => {
      if (dryRun) throw dryRunSucceeded();
      const known = [...kind.items(call.place)];
      const missing = asked.find(({ id, idOf }) => !known.some((item) => idOf(item) === id));
      if (missing) throw ec2Error(kind.missing[0], kind.missing[1](missing.id));
      const items = known.filter(
        (item) =>
          (asked.length === 0 || asked.some(({ id, idOf }) => idOf(item) === id)) &&
          filters.every((filter) => matchesFilter(kind, item, filter, call.place)),
      );
      const list = {
        items,
        scope: [kind.name, asked.map(({ id }) => id), filters],
        longestPage: pageLengths[1],
      };
      const { items: shown, nextToken } = pageOf(list, request);
      return { [kind.list]: shown.map((item) => kind.render(item, call)), nextToken };
    },
    ...(status === undefined
      ? {}
      : {
          rewriteStatus: (answer, word, id) =>
            rewriteList(answer, kind.list, (entry) =>
              id === undefined || entry[status.id] === id ? { ...entry, [status.member]: word } : entry,
            ),
        }),
  });
}

function checkPageLength(
  maxResults: number | undefined,
  [least, most]: readonly [number, number],
  idCount: number,
): void {
  if (maxResults === undefined) return;
  if (!Number.isInteger(maxResults) || maxResults < least || maxResults > most) {
    const message = `Value ( ${maxResults} ) for parameter maxResults is invalid. Expecting a value from ${least} to ${most}.`;
    throw ec2Error('InvalidParameterValue', message);
  }
  if (idCount > 0) {
    throw ec2Error('InvalidParameterCombination', 'Ids and maxResults cannot be used together');
  }
}

/** One page as EC2 answers it. @throws InvalidNextToken */
export function pageOf<T>(
  list: { items: readonly T[]; scope: readonly unknown[]; longestPage: number },
  request: PageRequest,
): Page<T> {
  try {
    return pageByPlace(list, request);
  } catch (error) {
    if (error instanceof InvalidTokenError) throw ec2Error('InvalidNextToken', error.message);
    throw error;
  }
}

function matchesFilter<T>(kind: ListedKind<T>, item: T, { name, values }: InstanceFilter, place: Place): boolean {
  const texts = filterTexts(kind, item, name, place);
  return texts.some((text) => text !== undefined && values.some((value) => matchesWildcards(value, text)));
}

function filterTexts<T>(kind: ListedKind<T>, item: T, name: string, place: Place): readonly (string | undefined)[] {
  const tags = kind.tags(item);
  if (name.startsWith('tag:')) return [tags[name.slice('tag:'.length)]];
  if (name === 'tag-key') return Object.keys(tags);
  const texts = kind.filters[name];
  if (texts === undefined) throw ec2Error('InvalidParameterValue', `The filter '${name}' is invalid`);
  return texts(item, place);
}
