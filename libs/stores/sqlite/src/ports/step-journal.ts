import {
  journalName,
  type JournalEntry,
  type JournalRecord,
  leaseKey,
  LeaseLostError,
  openRecords,
  sealRecord,
  type StepJournal,
  type StepRef,
} from '@breakwater/core';
import type { Database } from '../database/database.ts';
import { ChainTables } from './chain-tables.ts';
import { newestEpoch } from './leases.ts';
import { sha256 } from './sha256.ts';

export class SqliteStepJournal implements StepJournal {
  readonly #database: Database;
  readonly #chains: ChainTables;

  constructor(database: Database) {
    this.#database = database;
    this.#chains = new ChainTables(database, { links: 'journal_records', tips: 'journal_tips' });
  }

  async read(step: StepRef): Promise<readonly JournalRecord[]> {
    return openRecords(sha256, step, this.#chains.read(journalName(step), 0));
  }

  async append(step: StepRef, epoch: number, entry: JournalEntry): Promise<JournalRecord> {
    const name = journalName(step);
    const key = leaseKey(step);
    return this.#database.transaction(() => {
      if (newestEpoch(this.#database, key) !== epoch) throw new LeaseLostError(key, epoch);
      const { record, link } = sealRecord(sha256, this.#chains.tip(name), step, epoch, entry);
      this.#chains.append(name, link);
      return record;
    });
  }
}
