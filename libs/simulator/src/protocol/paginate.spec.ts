import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { InvalidTokenError, page } from './paginate.ts';

const listOf = (keys: readonly number[], scope: readonly unknown[] = ['list']) => ({
  items: keys,
  keyOf: (key: number) => key,
  scope,
  longestPage: 3,
});

describe('pages', () => {
  it('together hold every entry once, whatever their length', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat()), fc.integer({ min: 1, max: 5 }), (unsorted, maxResults) => {
        const keys = unsorted.sort((a, b) => a - b);
        const seen: number[] = [];
        let nextToken: string | undefined;
        do {
          const next = page(listOf(keys), { maxResults, nextToken });
          seen.push(...next.items);
          nextToken = next.nextToken;
        } while (nextToken !== undefined);
        expect(seen).toEqual(keys);
      }),
    );
  });

  it('go on where they stopped when an earlier entry has gone', () => {
    const { nextToken } = page(listOf([1, 2, 3, 4, 5]), {});
    expect(page(listOf([1, 3, 4, 5]), { nextToken }).items).toEqual([4, 5]);
  });

  it('refuse the token of another list', () => {
    const { nextToken } = page(listOf([1, 2, 3, 4], ['one']), {});
    expect(() => page(listOf([1, 2, 3, 4], ['other']), { nextToken })).toThrow(InvalidTokenError);
    expect(() => page(listOf([1]), { nextToken: 'nonsense' })).toThrow(InvalidTokenError);
  });
});
