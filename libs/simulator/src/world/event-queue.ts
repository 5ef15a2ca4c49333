interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: (at: number) => void;
}

/** What is due when, in simulated time. Nothing runs by itself: {@link EventQueue.runUntil} is called before a request is answered. */
export class EventQueue {
  readonly #heap: Entry[] = [];
  #scheduled = 0;

  /** Entries of one instant run in the order in which they were scheduled. */
  schedule(at: number, run: (at: number) => void): void {
    this.#scheduled += 1;
    this.#heap.push({ at, order: this.#scheduled, run });
    this.#siftUp(this.#heap.length - 1);
  }

  /** Runs what is due at or before the instant, each entry with its own time; entries may schedule more. */
  runUntil(now: number): void {
    for (let first = this.#heap[0]; first && first.at <= now; first = this.#heap[0]) {
      this.#removeFirst();
      first.run(first.at);
    }
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#siftDown(0);
  }

  #siftUp(from: number): void {
    for (let child = from; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.#isBefore(child, parent)) return;
      this.#swap(child, parent);
      child = parent;
    }
  }

  #siftDown(from: number): void {
    for (let parent = from; ;) {
      const left = 2 * parent + 1;
      const first = [parent, left, left + 1].reduce((best, index) => (this.#isBefore(index, best) ? index : best));
      if (first === parent) return;
      this.#swap(first, parent);
      parent = first;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const one = this.#heap[a];
    const other = this.#heap[b];
    if (!one || !other) return false;
    return one.at < other.at || (one.at === other.at && one.order < other.order);
  }

  #swap(a: number, b: number): void {
    const one = this.#heap[a];
    const other = this.#heap[b];
    if (!one || !other) return;
    this.#heap[a] = other;
    this.#heap[b] = one;
  }
}
