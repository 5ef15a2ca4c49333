/** A number in [0, 1) that depends on the text alone, so that workers spread out and tests repeat. FNV-1a, 32 bits. */
export function jitter(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}

/**
 * Seconds until the next try after `count` troubles in a row: doubling from two, never above `most`, spread by half.
 *
 * @param key - what tries, so that two of them do not try in step
 */
export const backoffSeconds = (key: string, count: number, most: number): number =>
  Math.min(most, 2 ** Math.max(1, count)) * (0.5 + jitter(`${key}#${count}`) / 2);
