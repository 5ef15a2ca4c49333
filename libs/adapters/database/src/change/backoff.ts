/** FNV-1a over the text, as a number in [0, 1): workers spread out, and tests repeat. */
function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}

const FIRST_SECONDS = 4;
const LONGEST_SECONDS = 120;

/**
 * Domain seconds until a call that was put off is made again: doubling, at most two minutes, spread by half.
 *
 * @param key - who calls, so that two of them do not call in step
 * @param count - how often it was put off, 1 for the first time
 */
export const backoffSeconds = (key: string, count: number): number =>
  Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (count - 1)) * (0.5 + spread(`${key}#${count}`) / 2);
