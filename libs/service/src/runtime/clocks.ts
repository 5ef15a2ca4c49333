import { setTimeout as wallSleep } from 'node:timers/promises';
import { instantAt, type Clock } from '@breakwater/core';

/** Timers take no longer waits than this; longer ones are slept in parts. */
const LONGEST_TIMER_MILLISECONDS = 2 ** 31 - 1;

/** The machine's time. */
export const systemClock: Clock = scaledClock({ origin: 0, speed: 1 });

/**
 * Time that runs `speed` times as fast as the machine's; both agree at `origin`. Differences of instants and sleeps
 * are in scaled seconds.
 *
 * @param options - `origin` in epoch milliseconds; `speed` above 0
 */
export function scaledClock({ origin, speed }: { readonly origin: number; readonly speed: number }): Clock {
  return {
    now: () => instantAt(origin + (Date.now() - origin) * speed),
    async sleep(seconds, signal) {
      let left = Math.max(0, (seconds * 1000) / speed);
      do {
        signal?.throwIfAborted();
        const part = Math.min(left, LONGEST_TIMER_MILLISECONDS);
        await wallSleep(part, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
          throw signal?.aborted === true ? signal.reason : error;
        });
        left -= part;
      } while (left > 0);
    },
  };
}
