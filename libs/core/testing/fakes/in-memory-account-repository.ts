import type { Account, AccountRepository } from '@breakwater/core';

export class InMemoryAccountRepository implements AccountRepository {
  readonly #accounts = new Map<string, Account>();

  constructor(accounts: readonly Account[] = []) {
    for (const account of accounts) this.#accounts.set(account.account, structuredClone(account));
  }

  async save(account: Account): Promise<void> {
    this.#accounts.set(account.account, structuredClone(account));
  }

  async find(account: string): Promise<Account | undefined> {
    return this.#accounts.get(account);
  }

  async list(): Promise<readonly Account[]> {
    return [...this.#accounts.values()].sort((left, right) => (left.account < right.account ? -1 : 1));
  }

  async remove(account: string): Promise<void> {
    this.#accounts.delete(account);
  }
}
