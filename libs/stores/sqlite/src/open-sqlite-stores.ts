import type {
  AccountRepository,
  Clock,
  ExecutionStore,
  IdempotencyKeys,
  Leases,
  PlanRepository,
  ResourceLocks,
  StepJournal,
  TechnologySwitches,
} from '@breakwater/core';
import { openDatabase } from './database/open-database.ts';
import { SqliteAccountRepository } from './ports/account-repository.ts';
import { SqliteExecutionStore } from './ports/execution-store.ts';
import { SqliteIdempotencyKeys } from './ports/idempotency-keys.ts';
import { SqliteLeases } from './ports/leases.ts';
import { SqlitePlanRepository } from './ports/plan-repository.ts';
import { SqliteResourceLocks } from './ports/resource-locks.ts';
import { SqliteStepJournal } from './ports/step-journal.ts';
import { SqliteTechnologySwitches } from './ports/technology-switches.ts';

export interface SqliteStoresOptions {
  /** Made when it is not there, readable for its owner only. It must lie on a local disk: SQLite's locks fail on NFS. */
  readonly file: string;
  /** Stamps commits. */
  readonly clock: Clock;
}

/** Every storing port, on one file. */
export interface SqliteStores {
  readonly executions: ExecutionStore;
  readonly plans: PlanRepository;
  readonly accounts: AccountRepository;
  readonly leases: Leases;
  readonly journal: StepJournal;
  readonly locks: ResourceLocks;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly switches: TechnologySwitches;
  /** Nothing may be called afterwards. What was written is on the disk with or without it. */
  close(): void;
}

/**
 * Opens the stores that the embedded default runs on. What a call has written is on the disk when it resolves. Several
 * processes may have the file open.
 *
 * @throws StoreUnusableError when the file is damaged, another program's, newer than this version, busy or unavailable
 */
export function openSqliteStores({ file, clock }: SqliteStoresOptions): SqliteStores {
  const database = openDatabase(file);
  return {
    executions: new SqliteExecutionStore(database, clock),
    plans: new SqlitePlanRepository(database),
    accounts: new SqliteAccountRepository(database),
    leases: new SqliteLeases(database),
    journal: new SqliteStepJournal(database),
    locks: new SqliteResourceLocks(database),
    idempotencyKeys: new SqliteIdempotencyKeys(database),
    switches: new SqliteTechnologySwitches(database),
    close: () => database.close(),
  };
}
