import { secondsBetween, type Instant } from '../shared/instant.ts';

/** A stretch of time; empty when it does not end after it starts. */
export interface Interval {
  readonly from: Instant;
  readonly to: Instant;
}

/** The same time without overlaps, in order. */
export function merged(intervals: readonly Interval[]): readonly Interval[] {
  const sorted = intervals
    .filter(({ from, to }) => from < to)
    .toSorted((left, right) => (left.from < right.from ? -1 : 1));
  return sorted.reduce<readonly Interval[]>((done, next) => {
    const last = done.at(-1);
    if (last === undefined || last.to < next.from) return [...done, next];
    return last.to >= next.to ? done : [...done.slice(0, -1), { from: last.from, to: next.to }];
  }, []);
}

/** What is in the first intervals and in none of the others. */
export function without(intervals: readonly Interval[], taken: readonly Interval[]): readonly Interval[] {
  return merged(taken).reduce<readonly Interval[]>(
    (left, { from, to }) =>
      left.flatMap((interval) =>
        to <= interval.from || interval.to <= from
          ? [interval]
          : [
              { from: interval.from, to: from },
              { from: to, to: interval.to },
            ].filter((part) => part.from < part.to),
      ),
    merged(intervals),
  );
}

/** Seconds that the intervals cover, overlaps counted once. */
export const coveredSeconds = (intervals: readonly Interval[]): number =>
  merged(intervals).reduce((seconds, { from, to }) => seconds + secondsBetween(from, to), 0);
