import { type ExecutionId, journalName, type StepRef } from '@breakwater/core';
import { VirtualClock } from '../clock/virtual-clock.ts';
import {
  accountRepositoryContract,
  executionStoreContract,
  gateTokensContract,
  idempotencyKeysContract,
  leasesContract,
  planRepositoryContract,
  resourceLocksContract,
  stepJournalContract,
  technologySwitchesContract,
  type Vandal,
} from '../contracts/index.ts';
import type { InMemoryChains } from './in-memory-chains.ts';
import { inMemoryStores } from './in-memory-stores.ts';

const NAME = 'the fake in memory';
const open = () => inMemoryStores(new VirtualClock());

const altered = (text: string) => text.replace('"at":"2026', '"at":"2025');
const halved = (text: string) => text.slice(0, text.length / 2);

/** Damages chains whose entries `historyOf` names. */
function vandalOf<Key>(chains: InMemoryChains, historyOf: (key: Key) => string): Vandal<Key> {
  const damage = (change: (text: string) => string | undefined) => async (key: Key, number: number) =>
    chains.damage(historyOf(key), number, change);
  return { alter: damage(altered), tear: damage(halved), remove: damage(() => undefined) };
}

executionStoreContract(NAME, async () => {
  const { executions } = open();
  return { store: executions, peer: executions, vandal: vandalOf(executions.chains, (id: ExecutionId) => id) };
});
stepJournalContract(NAME, async () => {
  const { journal, leases } = open();
  return { journal, leases, vandal: vandalOf(journal.chains, (step: StepRef) => journalName(step)) };
});
planRepositoryContract(NAME, async () => ({ plans: open().plans }));
accountRepositoryContract(NAME, async () => ({ accounts: open().accounts }));

technologySwitchesContract(NAME, async () => ({ switches: open().switches }));
leasesContract(NAME, async () => {
  const { leases } = open();
  return { leases, peer: leases };
});
resourceLocksContract(NAME, async () => {
  const { locks } = open();
  return { locks, peer: locks };
});
gateTokensContract(NAME, async () => {
  const { gateTokens } = open();
  return { tokens: gateTokens, peer: gateTokens };
});
idempotencyKeysContract(NAME, async () => {
  const { idempotencyKeys } = open();
  return { keys: idempotencyKeys, peer: idempotencyKeys };
});
