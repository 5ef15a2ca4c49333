import { randomBytes, randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import { executionId, type Ids } from '@breakwater/core';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const RANDOM_CHARACTERS = 6;

/** Identifiers from wall time and randomness; two processes never share one. */
export function systemIds(): Ids {
  const worker = `${hostname()}/${process.pid}/${randomBytes(4).toString('hex')}`;
  return {
    /** `20261123-071503-123-4f9k2m`: when, to the millisecond, and one of a thousand million. */
    executionId: () => executionId(`${timeText(new Date())}-${randomText()}`),
    workerId: () => worker,
  };
}

const timeText = (at: Date): string => {
  const [date = '', time = ''] = at.toISOString().split('T');
  return `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${time.slice(9, 12)}`;
};

const randomText = (): string =>
  Array.from({ length: RANDOM_CHARACTERS }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
