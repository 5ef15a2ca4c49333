import { type ExecutionId, journalName, type StepRef } from '@breakwater/core';
import { VirtualClock } from '@breakwater/core/testing';
import {
  accountRepositoryContract,
  executionStoreContract,
  idempotencyKeysContract,
  leasesContract,
  planRepositoryContract,
  resourceLocksContract,
  stepJournalContract,
  technologySwitchesContract,
} from '@breakwater/core/testing/contracts';
import { temporaryFile } from '../testing/temporary-file.ts';
import { vandalOf } from '../testing/vandal.ts';
import { openSqliteStores } from './open-sqlite-stores.ts';

const NAME = 'SQLite';

/** The same new file, opened twice, as by two processes. */
function openTwice() {
  const { file, remove } = temporaryFile();
  const clock = new VirtualClock();
  const [stores, peer] = [openSqliteStores({ file, clock }), openSqliteStores({ file, clock })];
  const close = async (): Promise<void> => {
    stores.close();
    peer.close();
    remove();
  };
  return { file, stores, peer, close };
}

executionStoreContract(NAME, async () => {
  const { file, stores, peer, close } = openTwice();
  const vandal = vandalOf(file, 'commits', (id: ExecutionId) => id);
  return { store: stores.executions, peer: peer.executions, vandal, close };
});
stepJournalContract(NAME, async () => {
  const { file, stores, peer, close } = openTwice();
  const vandal = vandalOf(file, 'journal_records', (step: StepRef) => journalName(step));
  return { journal: stores.journal, leases: peer.leases, vandal, close };
});
planRepositoryContract(NAME, async () => {
  const { stores, close } = openTwice();
  return { plans: stores.plans, close };
});
accountRepositoryContract(NAME, async () => {
  const { stores, close } = openTwice();
  return { accounts: stores.accounts, close };
});
leasesContract(NAME, async () => {
  const { stores, peer, close } = openTwice();
  return { leases: stores.leases, peer: peer.leases, close };
});
resourceLocksContract(NAME, async () => {
  const { stores, peer, close } = openTwice();
  return { locks: stores.locks, peer: peer.locks, close };
});
technologySwitchesContract(NAME, async () => {
  const { stores, close } = openTwice();
  return { switches: stores.switches, close };
});
idempotencyKeysContract(NAME, async () => {
  const { stores, peer, close } = openTwice();
  return { keys: stores.idempotencyKeys, peer: peer.idempotencyKeys, close };
});
