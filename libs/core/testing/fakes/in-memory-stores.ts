import type { Account, Clock } from '@breakwater/core';
import { InMemoryAccountRepository } from './in-memory-account-repository.ts';
import { InMemoryExecutionStore } from './in-memory-execution-store.ts';
import { InMemoryFeed } from './in-memory-feed.ts';
import { InMemoryGateTokens } from './in-memory-gate-tokens.ts';
import { InMemoryIdempotencyKeys } from './in-memory-idempotency-keys.ts';
import { InMemoryLeases } from './in-memory-leases.ts';
import { InMemoryPlanRepository } from './in-memory-plan-repository.ts';
import { InMemoryResourceLocks } from './in-memory-resource-locks.ts';
import { InMemoryStepJournal } from './in-memory-step-journal.ts';
import { InMemoryTechnologySwitches } from './in-memory-technology-switches.ts';

/** Every storing port in memory, wired as one data base: the journal checks epochs against these leases. */
export interface InMemoryStores {
  readonly executions: InMemoryExecutionStore;
  readonly plans: InMemoryPlanRepository;
  readonly accounts: InMemoryAccountRepository;
  readonly leases: InMemoryLeases;
  readonly journal: InMemoryStepJournal;
  readonly locks: InMemoryResourceLocks;
  readonly idempotencyKeys: InMemoryIdempotencyKeys;
  readonly switches: InMemoryTechnologySwitches;
  readonly gateTokens: InMemoryGateTokens;
  readonly feed: InMemoryFeed;
}

/** @param clock - stamps commits */
export function inMemoryStores(clock: Clock, accounts: readonly Account[] = []): InMemoryStores {
  const leases = new InMemoryLeases();
  return {
    executions: new InMemoryExecutionStore(clock),
    plans: new InMemoryPlanRepository(),
    accounts: new InMemoryAccountRepository(accounts),
    leases,
    journal: new InMemoryStepJournal(leases),
    locks: new InMemoryResourceLocks(),
    idempotencyKeys: new InMemoryIdempotencyKeys(),
    switches: new InMemoryTechnologySwitches(),
    gateTokens: new InMemoryGateTokens(),
    feed: new InMemoryFeed(),
  };
}
