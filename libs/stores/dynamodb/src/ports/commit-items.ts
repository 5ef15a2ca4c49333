import {
  canonicalJson,
  type ChainLink,
  type ChainTip,
  type ExecutionHead,
  type ExecutionId,
  HistoryDamagedError,
} from '@breakwater/core';
import type { Static } from 'typebox';
import { CommitItem, HeadBody, HeadItem } from '../table/items.ts';
import { commitKey, executionPartition, headKey, headOrder, headShard } from '../table/keys.ts';
import { LongTexts } from '../table/long-texts.ts';
import { readBody, readItem } from '../table/read-item.ts';
import { IS_NEW, type Item, type Table } from '../table/table.ts';
import { newWriteId } from '../table/write-id.ts';

type StoredCommit = Static<typeof CommitItem>;
type StoredHead = Static<typeof HeadItem>;

/** What is stored of an execution: the head's item, and an item for each commit. */
export class CommitItems {
  readonly #table: Table;
  readonly #texts: LongTexts;

  constructor(table: Table) {
    this.#table = table;
    this.#texts = new LongTexts(table);
  }

  /**
   * Commits from version `after` on, and the end of the history. Writes the head when it lags behind.
   *
   * @throws HistoryDamagedError when the head lags by more than the one commit that a crash leaves
   */
  async read(
    id: ExecutionId,
    after: number,
  ): Promise<{ readonly links: readonly ChainLink[]; readonly tip: ChainTip | undefined }> {
    const { head, commits } = await this.#stored(id, after);
    const links = await Promise.all(commits.map((commit) => this.#linkOf(commit)));
    const newest = commits.at(-1);
    if (newest === undefined || (head !== undefined && head.version >= newest.version)) {
      return { links, tip: head && { number: head.version, hash: head.hash } };
    }
    const known = links.find(({ number }) => number === head?.version);
    if (known !== undefined && known.hash !== head?.hash) throw new HistoryDamagedError(id, known.number, 'tampered');
    await this.#catchUp(id, head, newest);
    return { links, tip: { number: newest.version, hash: newest.hash } };
  }

  /**
   * The end of the history, if it is at this version as far as the head knows. Writes the head when it lags behind.
   *
   * @throws HistoryDamagedError as {@link read}
   */
  async tipAt(id: ExecutionId, version: number): Promise<ChainTip | undefined> {
    const head = await this.#head(id);
    if (head?.version === version) return { number: head.version, hash: head.hash };
    if (head !== undefined && head.version > version) return undefined;
    const item = await this.#table.get(commitKey(id, version));
    if (item === undefined) return undefined;
    const commit = readItem(CommitItem, item);
    await this.#catchUp(id, head, commit);
    return { number: commit.version, hash: commit.hash };
  }

  /** @returns the commit's item; `undefined` when another writer's is there */
  async create(id: ExecutionId, link: ChainLink, head: ExecutionHead): Promise<StoredCommit | undefined> {
    const writeId = newWriteId();
    const text = await this.#texts.store(writeId, link.text);
    const key = commitKey(id, link.number);
    const item = { ...key, version: link.number, hash: link.hash, writeId, head: canonicalJson(head), ...text };
    if (await this.#table.put(item, IS_NEW)) return item;
    const there = await this.#table.get(key);
    if (there?.['writeId'] === writeId) return item;
    await this.#texts.drop(text);
    return undefined;
  }

  /** Makes the head what the commit says, unless it is newer. */
  async saveHead({ version, hash, head, ...commit }: StoredCommit): Promise<void> {
    const { executionId, plan, requestedAt, ended } = readBody(HeadBody, commit, head);
    const item = {
      ...headKey(executionId),
      version,
      hash,
      head,
      plan,
      ended,
      shard: headShard(executionId, ended),
      order: headOrder(requestedAt, executionId),
    };
    const older = { text: `${IS_NEW.text} OR #version < :version`, names: { '#version': 'version' } };
    await this.#table.put(item, { ...older, values: { ':version': version } });
  }

  async #stored(id: ExecutionId, after: number) {
    const partition = executionPartition(id);
    if (after > 0) return this.#newer(id, after);
    // The head sorts first: a commit that it knows of is then seen, and newer ones do no harm.
    const items = await this.#table.query({ partition });
    const { sk } = headKey(id);
    const head = items.find((item) => item['sk'] === sk);
    return {
      head: head && readItem(HeadItem, head),
      commits: items.filter((item) => item !== head).map(commitOf),
    };
  }

  /** Reads head and commits at once, and the commits again where the head knows of one that was not there yet. */
  async #newer(id: ExecutionId, after: number) {
    const query = async (): Promise<readonly StoredCommit[]> => {
      const items = await this.#table.query({ partition: executionPartition(id), from: commitKey(id, after).sk });
      return items.map(commitOf);
    };
    const [head, commits] = await Promise.all([this.#head(id), query()]);
    const isBehind = (head?.version ?? 0) > (commits.at(-1)?.version ?? 0);
    return { head, commits: isBehind ? await query() : commits };
  }

  /** A writer only appends to a history whose head it has seen at its end: so a crash leaves one commit without, not two. */
  async #catchUp(id: ExecutionId, seen: StoredHead | undefined, newest: StoredCommit): Promise<void> {
    const lags = (head: StoredHead | undefined): boolean => (head?.version ?? 0) < newest.version - 1;
    if (lags(seen)) {
      const now = await this.#head(id);
      if (lags(now)) throw new HistoryDamagedError(id, (now?.version ?? 0) + 1, 'missing');
    }
    await this.saveHead(newest);
  }

  async #head(id: ExecutionId): Promise<StoredHead | undefined> {
    const item = await this.#table.get(headKey(id));
    return item && readItem(HeadItem, item);
  }

  async #linkOf(commit: StoredCommit): Promise<ChainLink> {
    return { number: commit.version, hash: commit.hash, text: await this.#texts.load(commit) };
  }
}

const commitOf = (item: Item): StoredCommit => readItem(CommitItem, item);
