import type { Clock } from '../src/clock.ts';

/** A clock that stands still until it is moved. */
export interface VirtualClock extends Clock {
  advance(seconds: number): void;
}

/** Starts at a fixed instant unless told. */
export function virtualClock(startsAt = Date.parse('2026-03-02T09:00:00Z')): VirtualClock {
  let now = startsAt;
  return {
    now: () => now,
    advance: (seconds) => {
      now += seconds * 1000;
    },
  };
}
