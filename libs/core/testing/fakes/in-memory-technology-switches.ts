import type { DisabledTechnology, TechnologySwitches } from '@breakwater/core';

export class InMemoryTechnologySwitches implements TechnologySwitches {
  readonly #disabled = new Map<string, DisabledTechnology>();

  async disabled(): Promise<readonly DisabledTechnology[]> {
    return [...this.#disabled.values()].toSorted((left, right) => (left.technology < right.technology ? -1 : 1));
  }

  async disable(entry: DisabledTechnology): Promise<void> {
    this.#disabled.set(entry.technology, entry);
  }

  async enable(technology: string): Promise<void> {
    this.#disabled.delete(technology);
  }
}
