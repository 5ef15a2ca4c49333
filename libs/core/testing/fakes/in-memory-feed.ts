import type { Feed, FeedItem } from '@breakwater/core';

/** A feed that also remembers what went through it. */
export class InMemoryFeed implements Feed {
  readonly #listeners = new Set<(item: FeedItem) => void>();
  readonly #items: FeedItem[] = [];

  /** Everything published so far, oldest first. */
  get items(): readonly FeedItem[] {
    return this.#items;
  }

  publish(item: FeedItem): void {
    this.#items.push(item);
    for (const listener of [...this.#listeners]) listener(item);
  }

  subscribe(listener: (item: FeedItem) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
