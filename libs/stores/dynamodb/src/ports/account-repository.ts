import { type Account, type AccountRepository, canonicalJson } from '@breakwater/core';
import { AccountBody, BodyItem } from '../table/items.ts';
import { accountKey, ACCOUNTS } from '../table/keys.ts';
import { readBody, readItem } from '../table/read-item.ts';
import type { Item, Table } from '../table/table.ts';

export class DynamoDbAccountRepository implements AccountRepository {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async save(account: Account): Promise<void> {
    await this.#table.put({ ...accountKey(account.account), body: canonicalJson(account) });
  }

  async find(account: string): Promise<Account | undefined> {
    const item = await this.#table.get(accountKey(account));
    return item && accountOf(item);
  }

  async list(): Promise<readonly Account[]> {
    return (await this.#table.query({ partition: ACCOUNTS })).map(accountOf);
  }

  async remove(account: string): Promise<void> {
    await this.#table.delete(accountKey(account));
  }
}

function accountOf(item: Item): Account {
  const read = readItem(BodyItem, item);
  return readBody(AccountBody, read, read.body);
}
