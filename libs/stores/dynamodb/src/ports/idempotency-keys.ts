import type { IdempotencyKeys, RememberedKey } from '@breakwater/core';
import { IdempotencyItem } from '../table/items.ts';
import { idempotencyKey } from '../table/keys.ts';
import { readItem } from '../table/read-item.ts';
import { IS_NEW, type Table } from '../table/table.ts';
import { newWriteId } from '../table/write-id.ts';

export class DynamoDbIdempotencyKeys implements IdempotencyKeys {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async remember(key: string, fingerprint: string, value: string): Promise<RememberedKey> {
    const writeId = newWriteId();
    const item = { ...idempotencyKey(key), fingerprint, value, writeId };
    if (await this.#table.put(item, IS_NEW)) return { fingerprint, value, fresh: true };
    // Keys are never removed, so the item that stood in the way is still there; it may be our own.
    const known = readItem(IdempotencyItem, (await this.#table.get(idempotencyKey(key))) ?? {});
    return { fingerprint: known.fingerprint, value: known.value, fresh: known.writeId === writeId };
  }
}
