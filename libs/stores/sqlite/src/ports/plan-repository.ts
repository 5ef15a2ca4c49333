import {
  canonicalJson,
  decodeCursor,
  pageOf,
  pageSize,
  type PlanRepository,
  PlanVersionConflictError,
  type StoredPlan,
} from '@breakwater/core';
import { booleanOf, numberOf, textOf } from '../database/columns.ts';
import type { Database, Row } from '../database/database.ts';

const SELECT_PLAN = 'SELECT newest_version, removed FROM plans WHERE name = ?';

const UPSERT_PLAN = `INSERT INTO plans (name, newest_version, removed) VALUES (?, ?, 0)
  ON CONFLICT (name) DO UPDATE SET newest_version = excluded.newest_version, removed = 0`;

const INSERT_VERSION = 'INSERT INTO plan_versions (name, version, body) VALUES (?, ?, ?)';

const SELECT_VERSION = 'SELECT body FROM plan_versions WHERE name = ? AND version = ?';

const SELECT_NEWEST = `SELECT body FROM plans JOIN plan_versions USING (name)
  WHERE version = newest_version AND removed = 0 AND name > ? ORDER BY name LIMIT ?`;

const SELECT_VERSIONS = 'SELECT body FROM plan_versions WHERE name = ? ORDER BY version DESC';

/** Versions go on counting when a plan is saved again after its removal: executions refer to them for good. */
interface PlanState {
  readonly newestVersion: number;
  /** 0 when there is no plan, or it was removed. */
  readonly visibleVersion: number;
}

export class SqlitePlanRepository implements PlanRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async save(plan: Omit<StoredPlan, 'version'>, expectedVersion: number): Promise<StoredPlan> {
    return this.#database.transaction(() => {
      const { newestVersion } = this.#stateAt(plan.name, expectedVersion);
      const stored: StoredPlan = { ...plan, version: newestVersion + 1 };
      this.#database.run(UPSERT_PLAN, stored.name, stored.version);
      this.#database.run(INSERT_VERSION, stored.name, stored.version, canonicalJson(stored));
      return stored;
    });
  }

  async find(name: string, version?: number): Promise<StoredPlan | undefined> {
    const row = this.#database.get(SELECT_VERSION, name, version ?? this.#state(name).visibleVersion);
    return row && planOf(row);
  }

  async list(page: { limit?: number; cursor?: string }): Promise<{ plans: readonly StoredPlan[]; cursor?: string }> {
    const size = pageSize(page.limit);
    const [after = ''] = page.cursor === undefined ? [] : decodeCursor(page.cursor, 1);
    const plans = this.#database.all(SELECT_NEWEST, after, size + 1).map(planOf);
    const { entries, ...next } = pageOf(plans, size, ({ name }) => [name]);
    return { plans: entries, ...next };
  }

  async versions(name: string): Promise<readonly StoredPlan[]> {
    return this.#database.all(SELECT_VERSIONS, name).map(planOf);
  }

  async remove(name: string, expectedVersion: number): Promise<void> {
    this.#database.transaction(() => {
      this.#stateAt(name, expectedVersion);
      this.#database.run('UPDATE plans SET removed = 1 WHERE name = ?', name);
    });
  }

  #state(name: string): PlanState {
    const row = this.#database.get(SELECT_PLAN, name);
    if (row === undefined) return { newestVersion: 0, visibleVersion: 0 };
    const newestVersion = numberOf(row, 'newest_version');
    return { newestVersion, visibleVersion: booleanOf(row, 'removed') ? 0 : newestVersion };
  }

  /** @throws PlanVersionConflictError when callers see another version */
  #stateAt(name: string, expectedVersion: number): PlanState {
    const state = this.#state(name);
    if (state.visibleVersion === expectedVersion) return state;
    throw new PlanVersionConflictError(name, expectedVersion, state.visibleVersion);
  }
}

const planOf = (row: Row): StoredPlan => JSON.parse(textOf(row, 'body')) as StoredPlan;
