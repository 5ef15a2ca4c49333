import {
  canonicalJson,
  decodeCursor,
  pageOf,
  pageSize,
  type PlanRepository,
  PlanVersionConflictError,
  type StoredPlan,
} from '@breakwater/core';
import type { Static } from 'typebox';
import { PlanBody, PlanItem, PlanVersionItem } from '../table/items.ts';
import { type Key, planKey, PLANS, planVersionKey, planVersionPartition } from '../table/keys.ts';
import { LongTexts } from '../table/long-texts.ts';
import { readBody, readItem } from '../table/read-item.ts';
import { type Expression, IS_NEW, type Item, type Table } from '../table/table.ts';
import { newWriteId } from '../table/write-id.ts';

type PlanState = Static<typeof PlanItem>;

/** Version that callers can see: 0 when there is no plan, or it was removed. */
const visibleVersion = (state: PlanState | undefined): number =>
  state === undefined || state.removed ? 0 : state.versionIds.length;

/**
 * A version's item is written first and says nothing yet: it becomes one when the plan's item names it, in one conditional
 * write. Versions that no plan names are of a writer that died or lost a race: nobody reads them.
 */
export class DynamoDbPlanRepository implements PlanRepository {
  readonly #table: Table;
  readonly #texts: LongTexts;

  constructor(table: Table) {
    this.#table = table;
    this.#texts = new LongTexts(table);
  }

  async save(plan: Omit<StoredPlan, 'version'>, expectedVersion: number): Promise<StoredPlan> {
    const state = await this.#stateAt(plan.name, expectedVersion);
    const versionIds = state?.versionIds ?? [];
    const stored: StoredPlan = { ...plan, version: versionIds.length + 1 };
    const id = newWriteId();
    const text = await this.#texts.store(id, canonicalJson(stored));
    const key = planVersionKey(stored.name, stored.version, id);
    await this.#table.put({ ...key, version: stored.version, versionId: id, ...text });
    const changed = { name: stored.name, removed: false, versionIds: [...versionIds, id], writeId: id };
    if (await this.#table.put({ ...planKey(stored.name), ...changed }, unchanged(state))) return stored;
    const now = await this.#state(plan.name);
    if (now?.versionIds[stored.version - 1] === id) return stored;
    await this.#table.delete(key);
    await this.#texts.drop(text);
    throw new PlanVersionConflictError(plan.name, expectedVersion, visibleVersion(now));
  }

  async find(name: string, version?: number): Promise<StoredPlan | undefined> {
    const state = await this.#state(name);
    const key = state && keyOf(state, version ?? visibleVersion(state));
    const item = key && (await this.#table.get(key));
    return item && this.#planOf(item);
  }

  async list(page: { limit?: number; cursor?: string }): Promise<{ plans: readonly StoredPlan[]; cursor?: string }> {
    const size = pageSize(page.limit);
    const [after] = page.cursor === undefined ? [] : decodeCursor(page.cursor, 1);
    const items = await this.#table.query({ partition: PLANS, ...(after !== undefined && after !== '' && { after }) });
    const states = items.map((item) => readItem(PlanItem, item)).filter(({ removed }) => !removed);
    const { entries, ...next } = pageOf(states, size, ({ name }) => [name]);
    return { plans: await this.#newestOf(entries), ...next };
  }

  async versions(name: string): Promise<readonly StoredPlan[]> {
    const ids = new Set((await this.#state(name))?.versionIds);
    const items = await this.#table.query({ partition: planVersionPartition(name) });
    const named = items.filter((item) => ids.has(readItem(PlanVersionItem, item).versionId));
    return Promise.all(named.reverse().map((item) => this.#planOf(item)));
  }

  async remove(name: string, expectedVersion: number): Promise<void> {
    const state = await this.#stateAt(name, expectedVersion);
    if (state === undefined || state.removed) return;
    const writeId = newWriteId();
    if (await this.#table.put({ ...state, removed: true, writeId }, unchanged(state))) return;
    const now = await this.#state(name);
    if (now?.writeId !== writeId) throw new PlanVersionConflictError(name, expectedVersion, visibleVersion(now));
  }

  async #newestOf(states: readonly PlanState[]): Promise<readonly StoredPlan[]> {
    const keys = states.flatMap((state) => keyOf(state, visibleVersion(state)) ?? []);
    const plans = await Promise.all((await this.#table.getAll(keys)).map((item) => this.#planOf(item)));
    return plans.sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  async #state(name: string): Promise<PlanState | undefined> {
    const item = await this.#table.get(planKey(name));
    return item && readItem(PlanItem, item);
  }

  /** @throws PlanVersionConflictError when callers see another version */
  async #stateAt(name: string, expectedVersion: number): Promise<PlanState | undefined> {
    const state = await this.#state(name);
    if (visibleVersion(state) === expectedVersion) return state;
    throw new PlanVersionConflictError(name, expectedVersion, visibleVersion(state));
  }

  async #planOf(item: Item): Promise<StoredPlan> {
    const version = readItem(PlanVersionItem, item);
    return readBody(PlanBody, version, await this.#texts.load(version));
  }
}

function keyOf({ name, versionIds }: PlanState, version: number): Key | undefined {
  const id = versionIds[version - 1];
  return id === undefined ? undefined : planVersionKey(name, version, id);
}

/** Nobody has changed the plan since: each change leaves its mark. */
const unchanged = (state: PlanState | undefined): Expression =>
  state === undefined
    ? IS_NEW
    : { text: '#writeId = :seen', names: { '#writeId': 'writeId' }, values: { ':seen': state.writeId } };
