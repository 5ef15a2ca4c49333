import type { Draws } from '../../draws.ts';

/** An id such as `3f0d9a52-…` that depends on the seed and the key alone. */
export function drawnUuid(draws: Draws, key: readonly (string | number)[]): string {
  const digits = draws.id('', 32, key);
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    '-',
  );
}
