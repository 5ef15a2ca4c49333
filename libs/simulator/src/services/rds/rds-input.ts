import type { Page } from '../../protocol/paginate.ts';
import { InvalidTokenError, page } from '../../protocol/paginate.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { rdsError } from './rds-errors.ts';

const IDENTIFIER = /^[A-Za-z](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,62}$/;
const MAX_TAGS = 50;
const MOST_RECORDS = 100;
const LEAST_RECORDS = 20;

/** @throws MissingParameter */
export function required(params: QueryParams, name: string): string {
  const text = params.text(name);
  if (text === undefined || text === '')
    throw rdsError('MissingParameter', `The request must contain the parameter ${name}`);
  return text;
}

/** The identifier of something that is to be made, in lower case as RDS keeps it. @throws InvalidParameterValue */
export function newIdentifier(params: QueryParams, name: string): string {
  const text = required(params, name);
  if (!IDENTIFIER.test(text)) {
    throw rdsError(
      'InvalidParameterValue',
      `The parameter ${name} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
    );
  }
  return text.toLowerCase();
}

/** The name at the end of an ARN, or the identifier itself, in lower case. */
export function identifierOf(idOrArn: string): string {
  return (idOrArn.startsWith('arn:') ? (idOrArn.split(':').at(-1) ?? '') : idOrArn).toLowerCase();
}

/** A flag that may be absent. @throws InvalidParameterValue for anything but true and false */
export function optionalFlag(params: QueryParams, name: string): boolean | undefined {
  const text = params.text(name);
  if (text === undefined) return undefined;
  if (text !== 'true' && text !== 'false') throw rdsError('InvalidParameterValue', `${name} must be true or false`);
  return text === 'true';
}

/** A whole number in a range. @throws InvalidParameterValue */
export function optionalInteger(
  params: QueryParams,
  name: string,
  range: { min: number; max: number },
): number | undefined {
  const value = params.number(name);
  if (value === undefined) return undefined;
  if (!Number.isInteger(value) || value < range.min || value > range.max)
    throw rdsError('InvalidParameterValue', `${name} must be a whole number from ${range.min} to ${range.max}`);
  return value;
}

/** An instant in epoch milliseconds. @throws InvalidParameterValue */
export function optionalInstant(params: QueryParams, name: string): number | undefined {
  const text = params.text(name);
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw rdsError('InvalidParameterValue', `${name} is not a valid timestamp`);
  return at;
}

/** `Tags.Tag.1.Key`, …; RDS takes at most 50. @throws InvalidParameterValue */
export function readTags(params: QueryParams): Record<string, string> {
  const tags = params.structures('Tags.Tag', (prefix) => ({
    key: params.text(`${prefix}.Key`) ?? '',
    value: params.text(`${prefix}.Value`) ?? '',
  }));
  const bad = tags.find(
    ({ key, value }) => key === '' || key.length > 128 || value.length > 256 || /^(aws|rds):/.test(key),
  );
  if (bad) throw rdsError('InvalidParameterValue', `The tag key '${bad.key}' or its value is not valid`);
  if (tags.length > MAX_TAGS) throw rdsError('InvalidParameterValue', `At most ${MAX_TAGS} tags are allowed`);
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

export interface RdsFilter {
  readonly name: string;
  readonly values: readonly string[];
}

/** A request for a page of a list. */
export interface ListRequest {
  readonly filters: readonly RdsFilter[];
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** The parameters that all lists share. @throws InvalidParameterValue */
export function readList(params: QueryParams, filterNames: readonly string[] = []): ListRequest {
  const maxResults = optionalInteger(params, 'MaxRecords', { min: LEAST_RECORDS, max: MOST_RECORDS });
  const nextToken = params.text('Marker');
  const filters = params.structures('Filters.Filter', (prefix) => ({
    name: params.text(`${prefix}.Name`) ?? '',
    values: params.list(`${prefix}.Values.Value`),
  }));
  const unknown = filters.find(({ name }) => !filterNames.includes(name));
  if (unknown) throw rdsError('InvalidParameterValue', `Unrecognized filter name: ${unknown.name}`);
  return {
    filters,
    ...(maxResults === undefined ? {} : { maxResults }),
    ...(nextToken === undefined ? {} : { nextToken }),
  };
}

/** One page, by the order in which things were made. @throws InvalidParameterValue for a marker that is not its own */
export function pageOf<T extends { readonly order: number }>(
  items: Iterable<T>,
  scope: readonly unknown[],
  request: ListRequest,
): Page<T> {
  const sorted = [...items].sort((a, b) => a.order - b.order);
  try {
    return page(
      {
        items: sorted,
        keyOf: ({ order }) => order,
        scope: ['rds', ...scope, request.filters],
        longestPage: MOST_RECORDS,
      },
      request,
    );
  } catch (error) {
    if (error instanceof InvalidTokenError)
      throw rdsError('InvalidParameterValue', `Invalid value for Marker: ${error.message}`);
    throw error;
  }
}
