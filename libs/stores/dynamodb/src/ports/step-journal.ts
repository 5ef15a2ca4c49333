import {
  type ChainLink,
  EMPTY_CHAIN,
  HistoryDamagedError,
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
import type { Static } from 'typebox';
import { RecordItem } from '../table/items.ts';
import { leaseItemKey, leasePartition, recordKey } from '../table/keys.ts';
import { LongTexts } from '../table/long-texts.ts';
import { readItem } from '../table/read-item.ts';
import { Recent } from '../table/recent.ts';
import { sha256 } from '../table/sha256.ts';
import type { Table } from '../table/table.ts';
import { newWriteId } from '../table/write-id.ts';
import { leaseItemOf, type DynamoDbLeases, type StoredLease } from './leases.ts';

type StoredRecord = Static<typeof RecordItem>;

/** Steps whose journal's end is remembered; one that was forgotten costs a read. */
const REMEMBERED_ENDS = 5_000;

const SEAL = 'SET #sequence = :sequence, #hash = :hash, #record = :record';
/** Nobody has claimed the step since, and nobody has appended. */
const STILL_OURS = '#epoch = :epoch AND #record = :previous';
const NAMES = { '#sequence': 'sequence', '#hash': 'hash', '#record': 'recordId', '#epoch': 'epoch' };

/**
 * A record's item is written first and says nothing yet: it becomes part of the journal when the step's lease names it as
 * the journal's end, in one write whose condition covers both the epoch and the end that was seen. Each record names the
 * one before, so a reader follows the names from the end and never meets a record that was not sealed, for instance of a
 * worker that lost its lease in between.
 */
export class DynamoDbStepJournal implements StepJournal {
  readonly #table: Table;
  readonly #leases: DynamoDbLeases;
  readonly #texts: LongTexts;
  /** Where journals ended that this process appended to, or read. One that is out of date makes the sealing's condition fail. */
  readonly #ends = new Recent<string, StoredLease>(REMEMBERED_ENDS);

  /** @param leases - of the same table */
  constructor(table: Table, leases: DynamoDbLeases) {
    this.#table = table;
    this.#leases = leases;
    this.#texts = new LongTexts(table);
  }

  async read(step: StepRef): Promise<readonly JournalRecord[]> {
    const { lease, records } = await this.#sealed(step);
    if (lease !== undefined) this.#ends.set(lease.key, lease);
    if (lease === undefined || lease.sequence === 0) return [];
    const links = await Promise.all(records.map((record) => this.#linkOf(record)));
    return openRecords(sha256, step, { links, tip: { number: lease.sequence, hash: lease.hash } });
  }

  async append(step: StepRef, epoch: number, entry: JournalEntry): Promise<JournalRecord> {
    const key = leaseKey(step);
    for (;;) {
      const lease = await this.#endOf(key, epoch);
      const record = await this.#appendAt(step, lease, entry);
      // Another append of the same worker came first: that one is written, so that some append always gets on.
      if (record !== undefined) return record;
    }
  }

  /** @throws LeaseLostError when another epoch stands */
  async #endOf(key: string, epoch: number): Promise<StoredLease> {
    const known = this.#ends.get(key);
    if (known?.epoch === epoch) return known;
    const lease = await this.#leases.stored(key);
    if (lease?.epoch !== epoch) throw new LeaseLostError(key, epoch);
    return lease;
  }

  /** @returns `undefined` when the lease or the journal's end is no longer what was seen; then nothing is written */
  async #appendAt(step: StepRef, lease: StoredLease, entry: JournalEntry): Promise<JournalRecord | undefined> {
    const end = { number: lease.sequence, hash: lease.hash };
    const { record, link } = sealRecord(sha256, end, step, lease.epoch, entry);
    const recordId = newWriteId();
    const text = await this.#texts.store(recordId, link.text);
    const key = recordKey(step, link.number, recordId);
    const { recordId: previousId } = lease;
    await this.#table.put({ ...key, sequence: link.number, hash: link.hash, recordId, previousId, ...text });
    if (await this.#seal(step, lease, link, recordId)) return record;
    if (await this.#wasSealed(step, recordId)) return record;
    await this.#table.delete(key);
    await this.#texts.drop(text);
    return undefined;
  }

  async #seal(step: StepRef, lease: StoredLease, { number, hash }: ChainLink, recordId: string): Promise<boolean> {
    const sealed = await this.#table.update(
      leaseItemKey(leaseKey(step)),
      { text: SEAL, names: NAMES, values: { ':sequence': number, ':hash': hash, ':record': recordId } },
      { text: STILL_OURS, values: { ':epoch': lease.epoch, ':previous': lease.recordId } },
    );
    if (sealed === undefined) this.#ends.forget(lease.key);
    else this.#ends.set(lease.key, leaseItemOf(sealed));
    return sealed !== undefined;
  }

  /** Whether an earlier sending of the sealing took effect, also when others have appended since. */
  async #wasSealed(step: StepRef, recordId: string): Promise<boolean> {
    const { records } = await this.#sealed(step);
    return records.some((record) => record.recordId === recordId);
  }

  /** @throws HistoryDamagedError when a sealed record is gone */
  async #sealed(
    step: StepRef,
  ): Promise<{ readonly lease: StoredLease | undefined; readonly records: readonly StoredRecord[] }> {
    const key = leaseKey(step);
    const items = await this.#table.query({ partition: leasePartition(key) });
    // The lease sorts first: what it names was there before, and newer records do no harm.
    const [first, ...rest] = items;
    if (first === undefined || first['sk'] !== leaseItemKey(key).sk) {
      if (items.length === 0) return { lease: undefined, records: [] };
      throw new HistoryDamagedError(journalName(step), 1, 'missing');
    }
    const lease = leaseItemOf(first);
    const written = new Map(rest.map((item) => readItem(RecordItem, item)).map((record) => [record.recordId, record]));
    const records: StoredRecord[] = [];
    for (let [id, number] = [lease.recordId, lease.sequence]; number > EMPTY_CHAIN.number; number -= 1) {
      const record = written.get(id);
      if (record === undefined) throw new HistoryDamagedError(journalName(step), number, 'missing');
      records.unshift(record);
      id = record.previousId;
    }
    return { lease, records };
  }

  async #linkOf(record: StoredRecord): Promise<ChainLink> {
    return { number: record.sequence, hash: record.hash, text: await this.#texts.load(record) };
  }
}
