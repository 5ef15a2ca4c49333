import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionId, Feed } from '@breakwater/core';

/** Tells when it is worth looking at an execution again. */
export interface News {
  /** Resolves at the next news, after a while without any, or when the signal is aborted; never rejects. */
  next(signal: AbortSignal): Promise<void>;
  stop(): void;
}

/** Wall milliseconds between two looks at least and at most: fast enough to feel live, slow enough to leave the machine to the run. */
const SHORTEST = 100;
const LONGEST = 250;

/** News of one execution from this process's own feed. */
export function feedNews(feed: Feed, executionId: ExecutionId): News {
  const emitter = new EventEmitter();
  const unsubscribe = feed.subscribe((item) => {
    if (item.executionId === executionId) emitter.emit('news');
  });
  return {
    async next(signal) {
      await rest(SHORTEST, signal);
      const over = new AbortController();
      const until = AbortSignal.any([signal, over.signal]);
      // A timer of our own: that of `AbortSignal.timeout` would let the process end while somebody waits here.
      const limit = rest(LONGEST - SHORTEST, until);
      await Promise.race([once(emitter, 'news', { signal: until }).catch(ignoreAbort), limit]);
      over.abort();
    },
    stop: unsubscribe,
  };
}

/** Looks at a fixed pace, where nobody tells. @param milliseconds - wall time between looks */
export const pacedNews = (milliseconds: number): News => ({
  next: (signal) => rest(milliseconds, signal),
  stop: () => undefined,
});

const rest = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  sleep(milliseconds, undefined, { signal }).catch(ignoreAbort);

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
}
