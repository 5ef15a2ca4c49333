import type { TSchema } from 'typebox';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';

import type { Page } from '../../protocol/paginate.ts';
import { InvalidTokenError, page } from '../../protocol/paginate.ts';
import type { RestInput } from '../../protocol/rest-json-protocol.ts';
import type { World } from '../../world/world.ts';
import { validation } from './drs-errors.ts';

/* Patterns and limits are those of the DRS API model; members it does not know are ignored, as the service does. */

export const SourceServerId = Type.String({ pattern: '^s-[0-9a-zA-Z]{17}$' });
export const RecoveryInstanceId = Type.String({ pattern: '^i-[0-9a-fA-F]{8,}$', minLength: 10, maxLength: 19 });
export const SnapshotId = Type.String({ pattern: '^pit-[0-9a-zA-Z]{17}$' });
export const JobId = Type.String({ pattern: '^drsjob-[0-9a-zA-Z]{17}$' });
export const Instant = Type.String({
  pattern: '^[1-9][0-9]*-(0[1-9]|1[0-2])-([0-2][0-9]|3[0-1])T([0-1][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?Z$',
  minLength: 19,
  maxLength: 32,
});
export const Tags = Type.Record(
  Type.String({ pattern: '^(?!aws:)[\\s\\S]{1,256}$' }),
  Type.String({ maxLength: 256 }),
  {
    maxProperties: 50,
    additionalProperties: false,
  },
);
export const Paging = {
  maxResults: Type.Optional(Type.Integer({ minimum: 1 })),
  nextToken: Type.Optional(Type.String({ maxLength: 2048 })),
};

/** A reader of JSON bodies. @throws ValidationException that names each member that is wrong */
export function bodyOf<Schema extends TSchema>(schema: Schema): (input: RestInput) => Type.Static<Schema> {
  const validator = Compile(schema);
  return ({ body }) => {
    if (validator.Check(body)) return body;
    throw validation(validator.Errors(body).flatMap(explain));
  };
}

function explain(error: TLocalizedValidationError): { name: string; message: string }[] {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .reduce((text, part) => (/^\d+$/.test(part) ? `${text}[${part}]` : `${text}${text === '' ? '' : '.'}${part}`), '');
  if (error.keyword !== 'required') return [{ name: path, message: `Member ${error.message}` }];
  return error.params.requiredProperties.map((name) => ({
    name: `${path}${path === '' ? '' : '.'}${name}`,
    message: 'Member must not be null',
  }));
}

const DEFAULT_LONGEST_PAGE = 100;

/** One page as DRS answers it. @throws ValidationException for a token that is not its own */
export function pageOf<T>(
  world: World,
  list: { items: readonly T[]; keyOf: (item: T) => number; scope: readonly unknown[] },
  request: { maxResults?: number; nextToken?: string },
): Page<T> {
  try {
    return page({ ...list, longestPage: world.estate.pageSize ?? DEFAULT_LONGEST_PAGE }, request);
  } catch (error) {
    if (error instanceof InvalidTokenError) throw validation([{ name: 'nextToken', message: error.message }]);
    throw error;
  }
}
