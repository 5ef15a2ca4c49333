import { describe, expect, it } from '@jest/globals';

import { durationMs, isoDuration } from './duration.ts';

describe('an ISO 8601 duration', () => {
  it.each([
    ['PT0S', 0],
    ['PT5M30S', 330_000],
    ['P1DT1H', 90_000_000],
    ['PT1.5S', 1_500],
  ])('%s is %d ms', (text, ms) => expect(durationMs(text)).toBe(ms));

  it.each(['', 'P', 'PT', 'P1M', '5M', 'P1W', 'PT-5M'])('%j is refused', (text) =>
    expect(() => durationMs(text)).toThrow(RangeError),
  );

  it.each(['PT0S', 'PT5M30S', 'P1DT1H', 'P2D'])('%s is written as it was read', (text) =>
    expect(isoDuration(durationMs(text))).toBe(text),
  );
});
