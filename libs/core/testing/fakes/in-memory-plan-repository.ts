import {
  decodeCursor,
  pageOf,
  pageSize,
  type PlanRepository,
  PlanVersionConflictError,
  type StoredPlan,
} from '@breakwater/core';

interface History {
  readonly versions: readonly StoredPlan[];
  readonly removed: boolean;
}

const NO_HISTORY: History = { versions: [], removed: false };

/** Version that callers can see: 0 when there is no plan, or it was removed. */
const visibleVersion = ({ versions, removed }: History): number => (removed ? 0 : versions.length);

export class InMemoryPlanRepository implements PlanRepository {
  readonly #plans = new Map<string, History>();

  async save(plan: Omit<StoredPlan, 'version'>, expectedVersion: number): Promise<StoredPlan> {
    const history = this.#historyAt(plan.name, expectedVersion);
    const stored: StoredPlan = structuredClone({ ...plan, version: history.versions.length + 1 });
    this.#plans.set(plan.name, { versions: [...history.versions, stored], removed: false });
    return stored;
  }

  async find(name: string, version?: number): Promise<StoredPlan | undefined> {
    const history = this.#plans.get(name) ?? NO_HISTORY;
    return history.versions[(version ?? visibleVersion(history)) - 1];
  }

  async list(page: { limit?: number; cursor?: string }): Promise<{ plans: readonly StoredPlan[]; cursor?: string }> {
    const size = pageSize(page.limit);
    const [after = ''] = page.cursor === undefined ? [] : decodeCursor(page.cursor, 1);
    const candidates = [...this.#plans.values()]
      .flatMap((history) => history.versions[visibleVersion(history) - 1] ?? [])
      .filter(({ name }) => name > after)
      .sort((left, right) => (left.name < right.name ? -1 : 1));
    const { entries, ...next } = pageOf(candidates, size, ({ name }) => [name]);
    return { plans: entries, ...next };
  }

  async versions(name: string): Promise<readonly StoredPlan[]> {
    return (this.#plans.get(name) ?? NO_HISTORY).versions.toReversed();
  }

  async remove(name: string, expectedVersion: number): Promise<void> {
    const { versions } = this.#historyAt(name, expectedVersion);
    if (versions.length > 0) this.#plans.set(name, { versions, removed: true });
  }

  #historyAt(name: string, expectedVersion: number): History {
    const history = this.#plans.get(name) ?? NO_HISTORY;
    const actualVersion = visibleVersion(history);
    if (actualVersion !== expectedVersion) throw new PlanVersionConflictError(name, expectedVersion, actualVersion);
    return history;
  }
}
