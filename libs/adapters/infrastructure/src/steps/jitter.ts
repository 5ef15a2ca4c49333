/** A number in [0, 1) that depends on the text alone, so that workers spread out and tests repeat. FNV-1a, 32 bits. */
export function jitter(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  // FNV leaves the upper bits of short texts alike; one round of mixing spreads them.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

const FIRST_SECONDS = 2;
const MOST_SECONDS = 30;

/** Domain seconds until the next try after `count` troubles in a row: doubling from two up to thirty, spread by half. */
export const backoffSeconds = (key: string, count: number): number =>
  Math.min(MOST_SECONDS, FIRST_SECONDS ** Math.max(1, count)) * (0.5 + jitter(`${key}#${count}`) / 2);

/** The same values in an order that the key decides. */
export const shuffled = <Value>(values: readonly Value[], key: string): Value[] =>
  values
    .map((value, index) => ({ value, rank: jitter(`${key}/${index}`) }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ value }) => value);
