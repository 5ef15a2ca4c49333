import { describe, expect, it } from '@jest/globals';
import { plusSeconds } from '@breakwater/core';
import { T0 } from '@breakwater/core/testing';
import fc from 'fast-check';
import { coveredSeconds, merged, without, type Interval } from './intervals.ts';

const interval = ([from, to]: readonly [number, number]): Interval => ({
  from: plusSeconds(T0, from),
  to: plusSeconds(T0, to),
});
const intervals = (...pairs: (readonly [number, number])[]): readonly Interval[] => pairs.map(interval);
const some = fc.array(fc.tuple(fc.nat(30), fc.nat(30)));

/** Whether the second that begins there is covered. */
const covers = (all: readonly (readonly [number, number])[], second: number): boolean =>
  all.some(([from, to]) => from <= second && second < to);
const seconds = Array.from({ length: 31 }, (_, second) => second);

describe('intervals', () => {
  it('are merged where they touch or overlap', () => {
    expect(merged(intervals([5, 9], [0, 2], [2, 3], [6, 7]))).toEqual(intervals([0, 3], [5, 9]));
  });

  it('lose what is taken from their middle', () => {
    expect(without(intervals([0, 10]), intervals([2, 3], [5, 20]))).toEqual(intervals([0, 2], [3, 5]));
  });

  it('cover each second once', () => {
    fc.assert(
      fc.property(some, (all) => {
        expect(coveredSeconds(intervals(...all))).toBe(seconds.filter((second) => covers(all, second)).length);
      }),
    );
  });

  it('without others cover the seconds that only they do', () => {
    fc.assert(
      fc.property(some, some, (all, taken) => {
        const left = seconds.filter((second) => covers(all, second) && !covers(taken, second));
        expect(coveredSeconds(without(intervals(...all), intervals(...taken)))).toBe(left.length);
      }),
    );
  });
});
