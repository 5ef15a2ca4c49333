import { faultOf } from '@breakwater/aws';
import type { Clock } from '@breakwater/core';

/** How work that meets a fault of the network or of AWS is taken up again. */
export interface Patience {
  /** Wall time. */
  readonly wallClock: Clock;
  /** A number from 0 up to, and without, 1. */
  readonly random: () => number;
}

const FIRST_PAUSE_SECONDS = 0.5;
const LONGEST_PAUSE_SECONDS = 30;

/**
 * Wall seconds before the next attempt: twice as long each time, up to 30, and never less than half of that; the rest is
 * chance, so that workers which met the same fault do not come back together.
 *
 * @param faults - in a row, 1 for the first
 */
export function pauseSeconds(faults: number, random: () => number): number {
  const longest = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (faults - 1));
  return longest * (0.5 + random() / 2);
}

/**
 * Makes a call again after a fault that may pass, a bounded number of times. What AWS refuses is thrown at once.
 *
 * @throws the last fault, or the signal's reason
 */
export async function persistently<Value>(
  call: () => Promise<Value>,
  { wallClock, random }: Patience,
  { attempts, signal }: { readonly attempts: number; readonly signal?: AbortSignal },
): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      signal?.throwIfAborted();
      if (attempt >= attempts || faultOf(error) === 'refused') throw error;
      await wallClock.sleep(pauseSeconds(attempt, random), signal);
    }
  }
}
