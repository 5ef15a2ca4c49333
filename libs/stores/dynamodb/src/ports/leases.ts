import { EMPTY_CHAIN, type Lease, LeaseHeldError, LeaseLostError, type Leases } from '@breakwater/core';
import type { Static } from 'typebox';
import { LeaseItem } from '../table/items.ts';
import { leaseItemKey } from '../table/keys.ts';
import { readItem } from '../table/read-item.ts';
import { type Expression, IS_NEW, type Item, type Table } from '../table/table.ts';
import { newWriteId } from '../table/write-id.ts';

export type StoredLease = Static<typeof LeaseItem>;

/** `key` and the like are words of DynamoDB's own, so that every name goes by an alias. */
const NAMES = {
  '#key': 'key',
  '#epoch': 'epoch',
  '#beat': 'beat',
  '#holder': 'holder',
  '#length': 'lengthSeconds',
  '#released': 'released',
  '#claim': 'claimId',
};

const CLAIM = `SET #key = :key, #epoch = :epoch, #beat = :zero, #holder = :holder, #length = :length,
  #released = :false, #claim = :claim`;

/** The first claim also begins the journal; later ones leave its end as it is. */
const BEGIN_JOURNAL = ', #sequence = :zero, #hash = :genesis, #record = :none';

/**
 * A lease is one item, and every change of it one conditional write. The end of a step's journal lies in the same item, so
 * that the condition of an append covers the lease too.
 */
export class DynamoDbLeases implements Leases {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(key: string): Promise<Lease | undefined> {
    const stored = await this.stored(key);
    return stored && leaseOf(stored);
  }

  async claim(key: string, holder: string, lengthSeconds: number, seen: Lease | undefined): Promise<Lease> {
    const claimId = newWriteId();
    const values = {
      ':key': key,
      ':epoch': (seen?.epoch ?? 0) + 1,
      ':zero': 0,
      ':holder': holder,
      ':length': lengthSeconds,
      ':false': false,
      ':claim': claimId,
    };
    const claimed = await this.#table.update(
      leaseItemKey(key),
      seen === undefined ? firstClaim(values) : { text: CLAIM, names: NAMES, values },
      seen === undefined ? IS_NEW : unchanged(seen),
    );
    if (claimed !== undefined) return leaseOf(leaseItemOf(claimed));
    const stored = await this.stored(key);
    if (stored?.claimId !== claimId) throw new LeaseHeldError(key);
    return leaseOf(stored);
  }

  async renew({ key, epoch }: Lease): Promise<Lease> {
    // Sent twice it beats twice, which is as good a sign of life.
    const renewed = await this.#table.update(
      leaseItemKey(key),
      { text: 'SET #beat = #beat + :one', names: { '#beat': 'beat' }, values: { ':one': 1 } },
      {
        text: '#epoch = :epoch AND #released = :false',
        names: { '#epoch': 'epoch', '#released': 'released' },
        values: { ':epoch': epoch, ':false': false },
      },
    );
    if (renewed === undefined) throw new LeaseLostError(key, epoch);
    return leaseOf(leaseItemOf(renewed));
  }

  async release({ key, epoch }: Lease): Promise<void> {
    await this.#table.update(
      leaseItemKey(key),
      { text: 'SET #released = :true', names: { '#released': 'released' }, values: { ':true': true } },
      { text: '#epoch = :epoch', names: { '#epoch': 'epoch' }, values: { ':epoch': epoch } },
    );
  }

  /** The lease with the end of its journal. */
  async stored(key: string): Promise<StoredLease | undefined> {
    const item = await this.#table.get(leaseItemKey(key));
    return item && leaseItemOf(item);
  }
}

const firstClaim = (values: Readonly<Record<string, unknown>>): Expression => ({
  text: CLAIM + BEGIN_JOURNAL,
  names: { ...NAMES, '#sequence': 'sequence', '#hash': 'hash', '#record': 'recordId' },
  values: { ...values, ':genesis': EMPTY_CHAIN.hash, ':none': '' },
});

const unchanged = (seen: Lease): Expression => ({
  text: '#epoch = :seenEpoch AND #beat = :seenBeat AND #released = :seenReleased',
  values: { ':seenEpoch': seen.epoch, ':seenBeat': seen.beat, ':seenReleased': seen.released },
});

export const leaseItemOf = (item: Item): StoredLease => readItem(LeaseItem, item);

const leaseOf = ({ key, epoch, beat, holder, lengthSeconds, released }: StoredLease): Lease => ({
  key,
  epoch,
  beat,
  holder,
  lengthSeconds,
  released,
});
