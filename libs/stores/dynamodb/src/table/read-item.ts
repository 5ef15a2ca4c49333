import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Item } from './table.ts';

/** An item is not what this version of the store writes: another program's, damaged, or newer. */
export class ItemUnreadableError extends Error {
  override readonly name = 'ItemUnreadableError';
  readonly pk: string;
  readonly sk: string;
  constructor(pk: string, sk: string, what: string, options?: ErrorOptions) {
    super(`item ${pk} / ${sk} cannot be read (${what}): do not act on it, look who wrote it`, options);
    this.pk = pk;
    this.sk = sk;
  }
}

const namePart = (value: unknown): string => (typeof value === 'string' ? value : '?');

/** @throws ItemUnreadableError when the item does not fit its schema; the message names the place, never the value */
export function readItem<Schema extends TSchema>(schema: Schema, item: Item): Static<Schema> {
  if (Value.Check(schema, item)) return item;
  throw new ItemUnreadableError(namePart(item['pk']), namePart(item['sk']), faultOf(schema, item));
}

/** Reads what an item holds as JSON text. @throws ItemUnreadableError as {@link readItem} */
export function readBody<Schema extends TSchema>(
  schema: Schema,
  { pk, sk }: { readonly pk: string; readonly sk: string },
  body: string,
): Static<Schema> {
  const value = parsed(body);
  if (Value.Check(schema, value)) return value;
  throw new ItemUnreadableError(pk, sk, faultOf(schema, value));
}

function faultOf(schema: TSchema, value: unknown): string {
  const [fault] = Value.Errors(schema, value);
  return fault === undefined ? 'unknown fault' : `${fault.instancePath || 'item'} ${fault.message}`;
}

/** `undefined` for text that is no JSON, which fits no schema. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
