import {
  decodeCursor,
  encodeCursor,
  executionId as executionIdOf,
  gateId as gateIdOf,
  InvalidCursorError,
  type ExecutionId,
  type GateId,
  type GateToken,
  type GateTokens,
  LARGEST_PAGE_SIZE,
} from '@breakwater/core';
import { BY_SHARD } from '../table-definitions.ts';
import { ParkedItem, TakenItem } from '../table/items.ts';
import { gatePartition, gateTokenKey, PARKED_SHARDS, parkedOrder, parkedShard } from '../table/keys.ts';
import { readItem } from '../table/read-item.ts';
import type { Item, Table } from '../table/table.ts';
import { newWriteId } from '../table/write-id.ts';

/**
 * One item for each place at a gate. Taking a token away removes it from the item and leaves the mark of the call that took
 * it, so that a call whose answer got lost finds that it was the one; nothing that could answer the engine is left behind.
 */
export class DynamoDbGateTokens implements GateTokens {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async park(token: GateToken): Promise<void> {
    const { executionId, gateId, waiter } = token;
    await this.#table.put({
      ...gateTokenKey(token),
      executionId,
      gateId,
      waiter,
      token: token.token,
      shard: parkedShard(executionId),
      order: parkedOrder(token),
    });
  }

  async claim(executionId: ExecutionId, gateId: GateId): Promise<readonly GateToken[]> {
    const items = await this.#table.query({ partition: gatePartition(executionId, gateId) });
    const parked = items.filter(isParked).map(tokenOf);
    const taken = await Promise.all(parked.map((token) => this.withdraw(token)));
    return parked.filter((_token, index) => taken[index]);
  }

  async withdraw(token: GateToken): Promise<boolean> {
    const key = gateTokenKey(token);
    const mark = newWriteId();
    const taken = await this.#table.update(
      key,
      {
        text: 'SET #takenBy = :mark REMOVE #token, #shard, #order',
        names: { '#takenBy': 'takenBy', '#token': 'token', '#shard': 'shard', '#order': 'order' },
        values: { ':mark': mark },
      },
      { text: '#token = :token', values: { ':token': token.token } },
    );
    if (taken !== undefined) return true;
    const now = await this.#table.get(key);
    return now !== undefined && !isParked(now) && readItem(TakenItem, now).takenBy === mark;
  }

  async list(cursor?: string): Promise<{ tokens: readonly GateToken[]; cursor?: string }> {
    let [shard, after] = cursor === undefined ? [0, undefined] : positionOf(cursor);
    const tokens: GateToken[] = [];
    for (; shard < PARKED_SHARDS.length; shard += 1, after = undefined) {
      const wanted = LARGEST_PAGE_SIZE - tokens.length;
      const items = await this.#ofShard(shard, after, wanted + 1);
      tokens.push(...items.slice(0, wanted).map(tokenOf));
      if (items.length <= wanted) continue;
      const last = wanted === 0 ? after : items[wanted - 1]?.['order'];
      return { tokens, cursor: encodeCursor([String(shard), typeof last === 'string' ? last : '']) };
    }
    return { tokens };
  }

  #ofShard(shard: number, after: string | undefined, limit: number): Promise<readonly Item[]> {
    return this.#table.list({
      index: BY_SHARD,
      partitionAttribute: 'shard',
      partition: PARKED_SHARDS[shard] ?? '',
      ...(after !== undefined && after !== '' && { after }),
      newestFirst: false,
      limit,
    });
  }
}

/** The shard to go on with, and the place after which. */
function positionOf(cursor: string): [number, string | undefined] {
  const [shard = '', after] = decodeCursor(cursor, 2);
  const number = Number(shard);
  if (Number.isInteger(number) && PARKED_SHARDS[number] !== undefined) return [number, after];
  throw new InvalidCursorError(cursor);
}

const isParked = (item: Item): boolean => 'token' in item;

function tokenOf(item: Item): GateToken {
  const { executionId, gateId, waiter, token } = readItem(ParkedItem, item);
  return { executionId: executionIdOf(executionId), gateId: gateIdOf(gateId), waiter, token };
}
