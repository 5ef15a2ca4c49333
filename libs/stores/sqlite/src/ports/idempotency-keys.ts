import type { IdempotencyKeys, RememberedKey } from '@breakwater/core';
import { textOf } from '../database/columns.ts';
import type { Database } from '../database/database.ts';

const INSERT = `INSERT INTO idempotency_keys (key, fingerprint, value) VALUES (?, ?, ?)
  ON CONFLICT (key) DO NOTHING`;

export class SqliteIdempotencyKeys implements IdempotencyKeys {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async remember(key: string, fingerprint: string, value: string): Promise<RememberedKey> {
    if (this.#database.run(INSERT, key, fingerprint, value) === 1) return { fingerprint, value, fresh: true };
    // Keys are never removed, so the row that stood in the way is still there.
    const row = this.#database.get('SELECT fingerprint, value FROM idempotency_keys WHERE key = ?', key) ?? {};
    return { fingerprint: textOf(row, 'fingerprint'), value: textOf(row, 'value'), fresh: false };
  }
}
