import { digest } from '../draws.ts';

/** A request for a page. */
export interface PageRequest {
  /** Longest page the caller wants. */
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/** A token that this list and these filters did not give out. */
export class InvalidTokenError extends Error {
  override readonly name = 'InvalidTokenError';
  constructor() {
    super('the nextToken is not one that this operation returned for these filters');
  }
}

/**
 * One page of a list in a fixed order.
 *
 * @param list - `keyOf` gives numbers that only rise along the list (negate them for newest first), so that a token stays good
 *   while entries come and go; `scope` names operation and filters, for a token is good for these alone
 * @throws {@link InvalidTokenError}
 */
export function page<T>(
  list: { items: readonly T[]; keyOf: (item: T) => number; scope: readonly unknown[]; longestPage: number },
  request: PageRequest,
): Page<T> {
  const scope = digest([JSON.stringify(list.scope)], 16);
  const after = request.nextToken === undefined ? undefined : keyOfToken(request.nextToken, scope);
  const start = after === undefined ? 0 : firstAfter(list.items, list.keyOf, after);
  const size = Math.min(request.maxResults ?? list.longestPage, list.longestPage);
  const items = list.items.slice(start, start + size);
  const last = items.at(-1);
  if (last === undefined || start + size >= list.items.length) return { items };
  return { items, nextToken: Buffer.from(`${scope}:${list.keyOf(last)}`).toString('base64url') };
}

/** One page of a list whose entries have no number of their own: a token is a place in it. @throws {@link InvalidTokenError} */
export function pageByPlace<T>(
  list: { items: readonly T[]; scope: readonly unknown[]; longestPage: number },
  request: PageRequest,
): Page<T> {
  const places = list.items.map((item, index) => ({ item, index }));
  const { items, ...rest } = page({ ...list, items: places, keyOf: ({ index }) => index }, request);
  return { ...rest, items: items.map(({ item }) => item) };
}

function keyOfToken(token: string, scope: string): number {
  const [tokenScope, key] = Buffer.from(token, 'base64url').toString().split(':');
  const after = Number(key ?? 'NaN');
  if (tokenScope !== scope || Number.isNaN(after)) throw new InvalidTokenError();
  return after;
}

function firstAfter<T>(items: readonly T[], keyOf: (item: T) => number, after: number): number {
  const index = items.findIndex((item) => keyOf(item) > after);
  return index === -1 ? items.length : index;
}
