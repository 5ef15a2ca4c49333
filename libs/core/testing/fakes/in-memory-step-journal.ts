import {
  EMPTY_CHAIN,
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
import { sha256 } from '../sha256.ts';
import { InMemoryChains } from './in-memory-chains.ts';
import type { InMemoryLeases } from './in-memory-leases.ts';

export class InMemoryStepJournal implements StepJournal {
  /** The stored text, for tests that damage it. */
  readonly chains = new InMemoryChains();
  readonly #leases: InMemoryLeases;

  constructor(leases: InMemoryLeases) {
    this.#leases = leases;
  }

  async read(step: StepRef): Promise<readonly JournalRecord[]> {
    const name = journalName(step);
    return openRecords(sha256, step, { links: this.chains.links(name), tip: this.chains.tip(name) });
  }

  async append(step: StepRef, epoch: number, entry: JournalEntry): Promise<JournalRecord> {
    const key = leaseKey(step);
    if (this.#leases.newestEpoch(key) !== epoch) throw new LeaseLostError(key, epoch);
    const name = journalName(step);
    const { record, link } = sealRecord(sha256, this.chains.tip(name) ?? EMPTY_CHAIN, step, epoch, entry);
    this.chains.append(name, link);
    return record;
  }
}
