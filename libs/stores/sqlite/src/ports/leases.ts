import { type Lease, LeaseHeldError, LeaseLostError, type Leases } from '@breakwater/core';
import { asInteger, booleanOf, numberOf, textOf } from '../database/columns.ts';
import type { Database, Row } from '../database/database.ts';

const SELECT = 'SELECT * FROM leases WHERE key = ?';

const INSERT = `INSERT INTO leases (key, epoch, beat, holder, length_seconds, released) VALUES (?, 1, 0, ?, ?, 0)
  ON CONFLICT (key) DO NOTHING RETURNING *`;

const TAKE_OVER = `UPDATE leases SET epoch = epoch + 1, beat = 0, holder = ?, length_seconds = ?, released = 0
  WHERE key = ? AND epoch = ? AND beat = ? AND released = ? RETURNING *`;

const RENEW = 'UPDATE leases SET beat = beat + 1 WHERE key = ? AND epoch = ? AND released = 0 RETURNING *';

const RELEASE = 'UPDATE leases SET released = 1 WHERE key = ? AND epoch = ?';

/** What the journal checks epochs against; `undefined` when nobody has claimed the lease yet. */
export function newestEpoch(database: Database, key: string): number | undefined {
  const row = database.get('SELECT epoch FROM leases WHERE key = ?', key);
  return row && numberOf(row, 'epoch');
}

/** Every change is one conditional statement, so that of two callers only one finds its row. */
export class SqliteLeases implements Leases {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async read(key: string): Promise<Lease | undefined> {
    const row = this.#database.get(SELECT, key);
    return row && leaseOf(row);
  }

  async claim(key: string, holder: string, lengthSeconds: number, seen: Lease | undefined): Promise<Lease> {
    const row =
      seen === undefined
        ? this.#database.get(INSERT, key, holder, lengthSeconds)
        : this.#database.get(TAKE_OVER, holder, lengthSeconds, key, seen.epoch, seen.beat, asInteger(seen.released));
    if (row === undefined) throw new LeaseHeldError(key);
    return leaseOf(row);
  }

  async renew({ key, epoch }: Lease): Promise<Lease> {
    const row = this.#database.get(RENEW, key, epoch);
    if (row === undefined) throw new LeaseLostError(key, epoch);
    return leaseOf(row);
  }

  async release({ key, epoch }: Lease): Promise<void> {
    this.#database.run(RELEASE, key, epoch);
  }
}

const leaseOf = (row: Row): Lease => ({
  key: textOf(row, 'key'),
  epoch: numberOf(row, 'epoch'),
  beat: numberOf(row, 'beat'),
  holder: textOf(row, 'holder'),
  lengthSeconds: numberOf(row, 'length_seconds'),
  released: booleanOf(row, 'released'),
});
