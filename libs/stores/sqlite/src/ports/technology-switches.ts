import { canonicalJson, type DisabledTechnology, type TechnologySwitches } from '@breakwater/core';
import { textOf } from '../database/columns.ts';
import type { Database } from '../database/database.ts';

const UPSERT = `INSERT INTO disabled_technologies (technology, body) VALUES (?, ?)
  ON CONFLICT (technology) DO UPDATE SET body = excluded.body`;

export class SqliteTechnologySwitches implements TechnologySwitches {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async disabled(): Promise<readonly DisabledTechnology[]> {
    const rows = this.#database.all('SELECT body FROM disabled_technologies ORDER BY technology');
    return rows.map((row) => JSON.parse(textOf(row, 'body')) as DisabledTechnology);
  }

  async disable(entry: DisabledTechnology): Promise<void> {
    this.#database.run(UPSERT, entry.technology, canonicalJson(entry));
  }

  async enable(technology: string): Promise<void> {
    this.#database.run('DELETE FROM disabled_technologies WHERE technology = ?', technology);
  }
}
