import { describe, expect, it } from '@jest/globals';
import type { AccountRepository } from '@breakwater/core';
import { anAccount } from '../builders/account.ts';
import { type Harness, openedForEach } from './opened.ts';

export interface AccountRepositoryHarness extends Harness {
  readonly accounts: AccountRepository;
}

/** What a caller may rely on from any {@link AccountRepository}. */
export function accountRepositoryContract(name: string, open: () => Promise<AccountRepositoryHarness>): void {
  describe(`${name} as an AccountRepository`, () => {
    const harness = openedForEach(open);

    it('gives back an account as it was saved, with and without an external id', async () => {
      const { accounts } = harness();
      const apps = anAccount({ regions: ['us-west-2', 'eu-west-1'] });
      const { externalId: _externalId, ...edge } = anAccount({ account: '111122223333', name: 'edge' });
      await accounts.save(apps);
      await accounts.save(edge);
      expect(await accounts.find(apps.account)).toEqual(apps);
      expect(await accounts.find(edge.account)).toEqual(edge);
      expect(await accounts.find('000000000000')).toBeUndefined();
    });

    it('replaces an account that is there', async () => {
      const { accounts } = harness();
      await accounts.save(anAccount());
      const { externalId: _externalId, ...renamed } = anAccount({ name: 'applications', regions: [] });
      await accounts.save(renamed);
      expect(await accounts.list()).toEqual([renamed]);
    });

    it('lists the accounts by number', async () => {
      const { accounts } = harness();
      expect(await accounts.list()).toEqual([]);
      for (const account of ['333344445555', '111122223333', '222233334444'])
        await accounts.save(anAccount({ account }));
      const numbers = (await accounts.list()).map(({ account }) => account);
      expect(numbers).toEqual(['111122223333', '222233334444', '333344445555']);
    });

    it('forgets a removed account, and takes a second removal as done', async () => {
      const { accounts } = harness();
      await accounts.save(anAccount());
      await accounts.remove('333344445555');
      await accounts.remove('333344445555');
      expect(await accounts.find('333344445555')).toBeUndefined();
    });
  });
}
