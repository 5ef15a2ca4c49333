import { createHash } from 'node:crypto';

/** 64 characters that depend on the key alone, for names that take few characters. */
export const digestOf = (key: string): string => createHash('sha256').update(key).digest('hex');

/**
 * An attempt's key in a text of limited length; the digest of a key that is too long.
 *
 * @param limit - characters, at least 64
 */
export const labelOf = (key: string, limit: number): string => (key.length <= limit ? key : digestOf(key));

/** A UUID that depends on the key alone, where a service wants one as its idempotency token. */
export function uuidOf(key: string): string {
  const hex = digestOf(key);
  // Version 8 is for contents of one's own making (RFC 9562), and the variant's bits are 10.
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(18, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** A number in [0, 1) that depends on the text alone, so that steps spread out and tests repeat. */
export const jitter = (text: string): number => Number.parseInt(digestOf(text).slice(0, 8), 16) / 2 ** 32;
