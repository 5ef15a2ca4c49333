import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, DEFAULT_PAGE_SIZE, encodeCursor, InvalidCursorError, pageOf, pageSize } from './paging.ts';

describe('a cursor', () => {
  it('gives back any sort key, and fits in a URL as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 4 }), (sortKey) => {
        const cursor = encodeCursor(sortKey);
        expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(decodeCursor(cursor, sortKey.length)).toEqual(sortKey);
      }),
    );
  });

  it.each([
    ['garbage', '%%%'],
    ['nothing', ''],
    ['text that is no JSON', 'bm90LWpzb24'],
    ['JSON that is no list', btoa('{}')],
    ['a list of numbers', btoa(encodeURIComponent('[1,2]'))],
    ['a sort key of another list', encodeCursor(['one'])],
  ])('is refused when it is %s', (_what, cursor) => {
    expect(() => decodeCursor(cursor, 2)).toThrow(InvalidCursorError);
  });
});

describe('a page', () => {
  it('has a size within bounds', () => {
    expect(pageSize()).toBe(DEFAULT_PAGE_SIZE);
    expect([pageSize(1), pageSize(200)]).toEqual([1, 200]);
    for (const size of [0, 201, -1, 2.5, Number.NaN]) expect(() => pageSize(size)).toThrow(RangeError);
  });

  it('has a cursor exactly when something follows', () => {
    const sortKeyOf = (entry: string) => [entry];
    expect(pageOf(['a', 'b', 'c'], 2, sortKeyOf)).toEqual({ entries: ['a', 'b'], cursor: encodeCursor(['b']) });
    expect(pageOf(['a', 'b'], 2, sortKeyOf)).toEqual({ entries: ['a', 'b'] });
    expect(pageOf([], 2, sortKeyOf)).toEqual({ entries: [] });
  });
});
