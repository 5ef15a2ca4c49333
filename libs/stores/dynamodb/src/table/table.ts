import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Key } from './keys.ts';

/** An item as DynamoDB gives it: nothing is known of it before a schema has read it. */
export type Item = Readonly<Record<string, unknown>>;

/** A condition or an update with its names and values. */
export interface Expression {
  readonly text: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** A range of sort keys within a partition, of the table or of an index. */
export interface Range {
  readonly partition: string;
  readonly from?: string;
  /** Leaves out everything from this sort key on. */
  readonly before?: string;
  /** Leaves out everything up to this sort key. */
  readonly after?: string;
}

/** A list that is read through an index: eventually consistent, so nothing is decided on it. */
export interface IndexQuery extends Range {
  readonly index: string;
  readonly partitionAttribute: string;
  readonly newestFirst: boolean;
  /** Most that is wanted; with a filter, of what passes. */
  readonly limit: number;
  readonly filter?: Expression;
}

const KEYS_IN_A_BATCH = 100;
const BATCH_ATTEMPTS = 8;
const WRITE_ATTEMPTS = 5;
const FIRST_PAUSE_MILLISECONDS = 25;

/** Refused because another Region, or a transaction, wrote the same item at this moment; nothing happened. */
const COLLISIONS: ReadonlySet<string> = new Set(['ReplicatedWriteConflictException', 'TransactionConflictException']);

/** Wall time: growing, and never the same for two callers. */
const pause = (attempt: number): Promise<void> =>
  sleep(FIRST_PAUSE_MILLISECONDS * 2 ** attempt * (0.5 + Math.random() / 2));

/** One of the two tables. Reads are consistent; only {@link Table.list} is not. */
export class Table {
  readonly name: string;
  readonly #client: DynamoDBDocumentClient;

  constructor(client: DynamoDBDocumentClient, name: string) {
    this.#client = client;
    this.name = name;
  }

  async get(key: Key): Promise<Item | undefined> {
    const command = new GetCommand({ TableName: this.name, Key: key, ConsistentRead: true });
    return (await this.#client.send(command)).Item;
  }

  /** Those that are there, in no order. */
  async getAll(keys: readonly Key[]): Promise<readonly Item[]> {
    const distinct = [...new Map(keys.map((key) => [`${key.pk}\n${key.sk}`, key])).values()];
    const batches = Array.from({ length: Math.ceil(distinct.length / KEYS_IN_A_BATCH) }, (_, batch) =>
      distinct.slice(batch * KEYS_IN_A_BATCH, (batch + 1) * KEYS_IN_A_BATCH),
    );
    const found: Item[] = [];
    for (const batch of batches) found.push(...(await this.#getBatch(batch)));
    return found;
  }

  /** All items of the range, ascending. A query of several pages is no snapshot: later items may be newer. */
  async query({ partition, ...range }: Range): Promise<readonly Item[]> {
    const condition = keyCondition('pk', 'sk', { partition, ...range });
    const items: Item[] = [];
    let start: Item | undefined;
    do {
      const page = await this.#client.send(
        new QueryCommand({
          TableName: this.name,
          ...condition,
          ConsistentRead: true,
          ...(start !== undefined && { ExclusiveStartKey: start }),
        }),
      );
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  }

  /** The first items of a list, at most `limit`. */
  async list(query: IndexQuery): Promise<readonly Item[]> {
    const { KeyConditionExpression, ...key } = keyCondition(query.partitionAttribute, 'order', query);
    const { filter, limit } = query;
    const items: Item[] = [];
    let start: Item | undefined;
    do {
      const page = await this.#client.send(
        new QueryCommand({
          TableName: this.name,
          IndexName: query.index,
          KeyConditionExpression,
          ExpressionAttributeNames: { ...key.ExpressionAttributeNames, ...filter?.names },
          ExpressionAttributeValues: { ...key.ExpressionAttributeValues, ...filter?.values },
          ...(filter !== undefined && { FilterExpression: filter.text }),
          ScanIndexForward: !query.newestFirst,
          Limit: limit,
          ...(start !== undefined && { ExclusiveStartKey: start }),
        }),
      );
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined && items.length < limit);
    return items.slice(0, limit);
  }

  /** @returns false when the condition does not hold; it may have been broken by an earlier sending of the same call */
  async put(item: Item & Key, condition?: Expression): Promise<boolean> {
    return this.#written(() =>
      this.#client.send(new PutCommand({ TableName: this.name, Item: item, ...conditionOf(condition) })),
    );
  }

  /**
   * @returns the item as it is now; `undefined` when the condition does not hold, which an earlier sending of the same
   * call may have caused
   */
  async update(key: Key, update: Expression, condition: Expression): Promise<Item | undefined> {
    const names = { ...update.names, ...condition.names };
    let now: Item | undefined;
    await this.#written(async () => {
      const answer = await this.#client.send(
        new UpdateCommand({
          TableName: this.name,
          Key: key,
          UpdateExpression: update.text,
          ConditionExpression: condition.text,
          ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
          ExpressionAttributeValues: { ...update.values, ...condition.values },
          ReturnValues: 'ALL_NEW',
        }),
      );
      now = answer.Attributes ?? {};
    });
    return now;
  }

  /** @returns false when the condition does not hold */
  async delete(key: Key, condition?: Expression): Promise<boolean> {
    return this.#written(() =>
      this.#client.send(new DeleteCommand({ TableName: this.name, Key: key, ...conditionOf(condition) })),
    );
  }

  async #getBatch(keys: readonly Key[]): Promise<readonly Item[]> {
    const found: Item[] = [];
    let left: Record<string, unknown>[] = keys.map((key) => ({ ...key }));
    for (let attempt = 0; attempt < BATCH_ATTEMPTS; attempt += 1) {
      if (attempt > 0) await pause(attempt);
      const request = { [this.name]: { Keys: left, ConsistentRead: true } };
      const answer = await this.#client.send(new BatchGetCommand({ RequestItems: request }));
      found.push(...(answer.Responses?.[this.name] ?? []));
      left = answer.UnprocessedKeys?.[this.name]?.Keys ?? [];
      if (left.length === 0) return found;
    }
    throw new TableBusyError(this.name, left.length);
  }

  async #written(send: () => Promise<unknown>): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await send();
        return true;
      } catch (error) {
        const name = error instanceof Error ? error.name : '';
        if (name === 'ConditionalCheckFailedException') return false;
        if (!COLLISIONS.has(name) || attempt === WRITE_ATTEMPTS) throw error;
      }
      await pause(attempt);
    }
  }
}

/** DynamoDB kept leaving items out of its answers. Nothing was changed; the same call may work in a moment. */
export class TableBusyError extends Error {
  override readonly name = 'TableBusyError';
  readonly table: string;
  readonly missingCount: number;
  constructor(table: string, missingCount: number, options?: ErrorOptions) {
    super(
      `table ${table} did not give ${missingCount} items within ${BATCH_ATTEMPTS} attempts: try again later`,
      options,
    );
    this.table = table;
    this.missingCount = missingCount;
  }
}

/** Nothing is stored under the key yet. */
export const IS_NEW: Expression = { text: 'attribute_not_exists(pk)' };

function conditionOf(condition: Expression | undefined) {
  if (condition === undefined) return {};
  return {
    ConditionExpression: condition.text,
    ...(condition.names !== undefined && { ExpressionAttributeNames: condition.names }),
    ...(condition.values !== undefined && { ExpressionAttributeValues: condition.values }),
  };
}

/** A key condition takes one comparison of the sort key, which is enough for each of our ranges. */
function keyCondition(partitionAttribute: string, sortAttribute: string, range: Range) {
  const [operator, bound] = comparisonOf(range);
  const names = { '#partition': partitionAttribute, ...(bound !== undefined && { '#sort': sortAttribute }) };
  return {
    KeyConditionExpression: `#partition = :partition${bound === undefined ? '' : ` AND #sort ${operator} :bound`}`,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ':partition': range.partition, ...(bound !== undefined && { ':bound': bound }) },
  };
}

function comparisonOf({ from, before, after }: Range): readonly [string, string | undefined] {
  if (from !== undefined) return ['>=', from];
  return before !== undefined ? ['<', before] : ['>', after];
}
