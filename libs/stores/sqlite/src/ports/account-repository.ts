import { type Account, type AccountRepository, canonicalJson } from '@breakwater/core';
import { textOf } from '../database/columns.ts';
import type { Database, Row } from '../database/database.ts';

const UPSERT = `INSERT INTO accounts (account, body) VALUES (?, ?)
  ON CONFLICT (account) DO UPDATE SET body = excluded.body`;

export class SqliteAccountRepository implements AccountRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async save(account: Account): Promise<void> {
    this.#database.run(UPSERT, account.account, canonicalJson(account));
  }

  async find(account: string): Promise<Account | undefined> {
    const row = this.#database.get('SELECT body FROM accounts WHERE account = ?', account);
    return row && accountOf(row);
  }

  async list(): Promise<readonly Account[]> {
    return this.#database.all('SELECT body FROM accounts ORDER BY account').map(accountOf);
  }

  async remove(account: string): Promise<void> {
    this.#database.run('DELETE FROM accounts WHERE account = ?', account);
  }
}

const accountOf = (row: Row): Account => JSON.parse(textOf(row, 'body')) as Account;
