import { canonicalJson } from '../shared/json.ts';

/** Entries on a page when the caller names no number. */
export const DEFAULT_PAGE_SIZE = 50;
export const LARGEST_PAGE_SIZE = 200;

/** A cursor that no list of ours has given out. */
export class InvalidCursorError extends Error {
  override readonly name = 'InvalidCursorError';
  readonly cursor: string;
  constructor(cursor: string, options?: ErrorOptions) {
    super(`cursor ${JSON.stringify(cursor)} is not one of this list: start from the first page`, options);
    this.cursor = cursor;
  }
}

/** @throws RangeError on anything but a whole number from 1 to {@link LARGEST_PAGE_SIZE} */
export function pageSize(limit: number = DEFAULT_PAGE_SIZE): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= LARGEST_PAGE_SIZE) return limit;
  throw new RangeError(`a page holds 1 to ${LARGEST_PAGE_SIZE} entries, not ${limit}`);
}

/** Packs the sort key of a page's last entry, fit for a URL. */
export const encodeCursor = (sortKey: readonly string[]): string =>
  btoa(encodeURIComponent(canonicalJson(sortKey)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/**
 * @param length - how many parts the list's sort key has
 * @throws InvalidCursorError when the text is no cursor of such a list
 */
export function decodeCursor(cursor: string, length: number): readonly string[] {
  const sortKey = unpacked(cursor);
  if (!Array.isArray(sortKey) || sortKey.length !== length || !sortKey.every((part) => typeof part === 'string')) {
    throw new InvalidCursorError(cursor);
  }
  return sortKey;
}

function unpacked(cursor: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))));
  } catch (error) {
    throw new InvalidCursorError(cursor, { cause: error });
  }
}

/**
 * One page of a list.
 *
 * @param candidates - entries after the cursor in the list's order; one more than `limit` tells that there is a next page
 */
export function pageOf<Entry>(
  candidates: readonly Entry[],
  limit: number,
  sortKeyOf: (entry: Entry) => readonly string[],
): { readonly entries: readonly Entry[]; readonly cursor?: string } {
  const entries = candidates.slice(0, limit);
  const last = entries.at(-1);
  if (candidates.length <= limit || last === undefined) return { entries };
  return { entries, cursor: encodeCursor(sortKeyOf(last)) };
}
