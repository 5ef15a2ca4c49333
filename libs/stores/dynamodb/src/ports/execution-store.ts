import {
  type Clock,
  type Commit,
  decodeCursor,
  EMPTY_CHAIN,
  type ChainTip,
  type ExecutionEvent,
  type ExecutionFilter,
  type ExecutionHead,
  type ExecutionId,
  type ExecutionStore,
  type Log,
  openCommits,
  pageOf,
  pageSize,
  sealCommit,
  VersionConflictError,
} from '@breakwater/core';
import { BY_PLAN, BY_SHARD } from '../table-definitions.ts';
import { HeadBody, HeadItem } from '../table/items.ts';
import { headOrder, headShards } from '../table/keys.ts';
import { readBody, readItem } from '../table/read-item.ts';
import { Recent } from '../table/recent.ts';
import { sha256 } from '../table/sha256.ts';
import type { Item, Table } from '../table/table.ts';
import { CommitItems } from './commit-items.ts';

/** Executions whose end is remembered; one that was forgotten costs a read. */
const REMEMBERED_TIPS = 1_000;

const sortKey = ({ requestedAt, executionId }: ExecutionHead): readonly string[] => [requestedAt, executionId];

/**
 * A commit is one item, and creating it is the commit. It carries the head of its moment, so that the head item, which is
 * written after it, can be rebuilt: whoever reads or appends does so when it lags behind.
 *
 * The head also holds the newest commit's version and hash: it tells when the end of a history was cut off.
 */
export class DynamoDbExecutionStore implements ExecutionStore {
  readonly #table: Table;
  readonly #items: CommitItems;
  readonly #clock: Clock;
  readonly #log: Log;
  /** Ends of histories whose head was seen or written. One that is out of date makes the append's condition fail. */
  readonly #tips = new Recent<ExecutionId, ChainTip>(REMEMBERED_TIPS);

  /** @param clock - stamps commits */
  constructor(table: Table, clock: Clock, log: Log) {
    this.#table = table;
    this.#items = new CommitItems(table);
    this.#clock = clock;
    this.#log = log;
  }

  async read(executionId: ExecutionId, after = 0): Promise<readonly Commit[]> {
    const { links, tip } = await this.#items.read(executionId, after);
    const commits = openCommits(sha256, { history: executionId, after, links, tip });
    if (tip !== undefined) this.#tips.set(executionId, tip);
    return commits;
  }

  async append(
    executionId: ExecutionId,
    expectedVersion: number,
    events: readonly ExecutionEvent[],
    head: ExecutionHead,
  ): Promise<Commit> {
    const tip = await this.#tipAt(executionId, expectedVersion);
    if (tip === undefined) throw new VersionConflictError(executionId, expectedVersion);
    const { commit, link } = sealCommit(sha256, tip, { executionId, at: this.#clock.now(), events });
    const stored = await this.#items.create(executionId, link, { ...head, executionId, version: commit.version });
    if (stored === undefined) {
      this.#tips.forget(executionId);
      throw new VersionConflictError(executionId, expectedVersion);
    }
    try {
      await this.#items.saveHead(stored);
      this.#tips.set(executionId, { number: link.number, hash: link.hash });
    } catch (err) {
      // The commit stands, and whoever reads or appends next writes the head: only lists are late.
      this.#tips.forget(executionId);
      this.#log.warn({ err, executionId, version: commit.version }, 'head of an execution not written yet');
    }
    return commit;
  }

  async list({
    plan,
    ended,
    limit,
    cursor,
  }: ExecutionFilter): Promise<{ heads: readonly ExecutionHead[]; cursor?: string }> {
    const size = pageSize(limit);
    const [requestedAt = '', id = ''] = cursor === undefined ? [] : decodeCursor(cursor, 2);
    const before = cursor === undefined ? {} : { before: headOrder(requestedAt, id) };
    const page = { newestFirst: true, limit: size + 1, ...before };
    const items =
      plan === undefined
        ? await this.#ofShards(headShards(ended), page)
        : await this.#table.list({
            ...page,
            index: BY_PLAN,
            partitionAttribute: 'plan',
            partition: plan,
            ...(ended !== undefined && { filter: endedIs(ended) }),
          });
    const heads = items.map(headOf).sort(newestFirst);
    const { entries, ...next } = pageOf(heads, size, sortKey);
    return { heads: entries, ...next };
  }

  async #ofShards(
    shards: readonly string[],
    page: { readonly newestFirst: boolean; readonly limit: number; readonly before?: string },
  ): Promise<readonly Item[]> {
    const query = { ...page, index: BY_SHARD, partitionAttribute: 'shard' };
    const lists = await Promise.all(shards.map((partition) => this.#table.list({ ...query, partition })));
    // A head that was just ended may still be seen in both of its shards: the newer one counts.
    const newest = new Map<unknown, Item>();
    for (const item of lists.flat()) {
      const known = newest.get(item['pk']);
      if (known === undefined || Number(item['version']) > Number(known['version'])) newest.set(item['pk'], item);
    }
    return [...newest.values()];
  }

  /** The commit to continue from; `undefined` when the history does not end at this version. */
  async #tipAt(executionId: ExecutionId, version: number): Promise<ChainTip | undefined> {
    const known = this.#tips.get(executionId);
    if (known?.number === version) return known;
    if (version === 0) return EMPTY_CHAIN;
    return this.#items.tipAt(executionId, version);
  }
}

const endedIs = (ended: boolean) => ({
  text: '#ended = :ended',
  names: { '#ended': 'ended' },
  values: { ':ended': ended },
});

function headOf(item: Item): ExecutionHead {
  const read = readItem(HeadItem, item);
  return readBody(HeadBody, read, read.head);
}

const newestFirst = (left: ExecutionHead, right: ExecutionHead): number =>
  headOrder(left.requestedAt, left.executionId) < headOrder(right.requestedAt, right.executionId) ? 1 : -1;
