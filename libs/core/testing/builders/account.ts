import type { Account } from '@breakwater/core';

/** A spoke account with the role that the product expects. */
export function anAccount(over: Partial<Account> = {}): Account {
  const account = over.account ?? '333344445555';
  return {
    account,
    name: 'apps',
    roleArn: `arn:aws:iam::${account}:role/breakwater/BreakwaterSpoke`,
    externalId: `breakwater-${account}`,
    regions: ['us-west-2'],
    ...over,
  };
}
