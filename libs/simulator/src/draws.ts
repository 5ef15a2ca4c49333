import { hash } from 'node:crypto';

/** What a draw is about, for example `[accountId, region, serverId, 'conversion', launchNumber]`. */
export type DrawKey = readonly (string | number)[];

/**
 * Random-looking values that depend on the seed and on what they are for, never on the order in which they are asked.
 * So two runs with one seed agree even when their calls interleave differently.
 */
export interface Draws {
  /** From 0 (included) to 1 (excluded). */
  unit(key: DrawKey): number;
  /** From `min` to `max`, both in the unit of the caller. */
  between(range: readonly [min: number, max: number], key: DrawKey): number;
  /** An AWS-like id: the prefix and `length` hexadecimal digits. */
  id(prefix: string, length: number, key: DrawKey): string;
}

const UNIT_DIGITS = 12;
const UNIT_SCALE = 16 ** UNIT_DIGITS;

/** Hexadecimal digits that depend on the parts alone; at most 40. */
export function digest(parts: DrawKey, length: number): string {
  return hash('sha1', parts.join('\u0000')).slice(0, length);
}

export function seededDraws(seed: number): Draws {
  const unit = (key: DrawKey): number => Number.parseInt(digest([seed, ...key], UNIT_DIGITS), 16) / UNIT_SCALE;
  return {
    unit,
    between: ([min, max], key) => min + (max - min) * unit(key),
    id: (prefix, length, key) => prefix + digest([seed, ...key], length),
  };
}
