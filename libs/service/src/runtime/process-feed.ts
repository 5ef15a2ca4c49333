import type { Feed, FeedItem, Log } from '@breakwater/core';

/** News inside this process. A listener that throws is logged and does not keep others from hearing. */
export function processFeed(log: Log): Feed {
  const listeners = new Set<(item: FeedItem) => void>();
  return {
    publish(item) {
      for (const listener of [...listeners]) {
        try {
          listener(item);
        } catch (error) {
          log.error({ err: error, executionId: item.executionId }, 'a listener of the feed failed');
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
