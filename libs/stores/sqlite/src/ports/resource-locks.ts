import {
  type ExecutionId,
  executionId,
  type ResourceKey,
  type ResourceLocks,
  ResourcesBusyError,
} from '@breakwater/core';
import { textOf } from '../database/columns.ts';
import type { Database } from '../database/database.ts';

/** Keys come as one JSON array, so that their number is not bound by SQLite's limit on parameters. */
const SELECT = 'SELECT resource, holder FROM resource_locks WHERE resource IN (SELECT value FROM json_each(?))';

const TAKE_FREE = `INSERT INTO resource_locks (resource, holder) SELECT value, ? FROM json_each(?) WHERE true
  ON CONFLICT (resource) DO NOTHING`;

export class SqliteResourceLocks implements ResourceLocks {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async acquire(holder: ExecutionId, resources: readonly ResourceKey[]): Promise<void> {
    this.#database.transaction(() => {
      const busy = new Map([...this.#heldOf(resources)].filter(([, other]) => other !== holder));
      if (busy.size > 0) throw new ResourcesBusyError(busy);
      this.#database.run(TAKE_FREE, holder, JSON.stringify(resources));
    });
  }

  async release(holder: ExecutionId): Promise<void> {
    this.#database.run('DELETE FROM resource_locks WHERE holder = ?', holder);
  }

  async holders(resources: readonly ResourceKey[]): Promise<ReadonlyMap<ResourceKey, ExecutionId>> {
    return this.#heldOf(resources);
  }

  #heldOf(resources: readonly ResourceKey[]): ReadonlyMap<ResourceKey, ExecutionId> {
    const rows = this.#database.all(SELECT, JSON.stringify(resources));
    return new Map(rows.map((row) => [textOf(row, 'resource') as ResourceKey, executionId(textOf(row, 'holder'))]));
  }
}
