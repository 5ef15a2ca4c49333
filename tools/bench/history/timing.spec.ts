import { describe, expect, it } from '@jest/globals';
import { median, percentile } from './timing.ts';

const HUNDRED = Array.from({ length: 100 }, (_, index) => 100 - index);

describe('a median', () => {
  it('is the middle one, whatever the order, and the upper of two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([1, 9])).toBe(9);
  });

  it('needs a value', () => {
    expect(() => median([])).toThrow('a median needs a value');
  });
});

describe('a percentile', () => {
  it('is the smallest value that so large a share does not exceed', () => {
    expect(percentile(HUNDRED, 0.95)).toBe(95);
    expect(percentile(HUNDRED, 1)).toBe(100);
    expect(percentile([30, 10, 20], 0.5)).toBe(20);
    expect(percentile([7], 0.95)).toBe(7);
  });

  it('needs a value', () => {
    expect(() => percentile([], 0.95)).toThrow('a percentile needs a value');
  });
});
