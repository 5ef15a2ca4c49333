import {
  canonicalJson,
  type Clock,
  type Commit,
  decodeCursor,
  type ExecutionEvent,
  type ExecutionFilter,
  type ExecutionHead,
  type ExecutionId,
  type ExecutionStore,
  openCommits,
  pageOf,
  pageSize,
  sealCommit,
  VersionConflictError,
} from '@breakwater/core';
import { asInteger, textOf } from '../database/columns.ts';
import type { Database } from '../database/database.ts';
import { ChainTables } from './chain-tables.ts';
import { sha256 } from './sha256.ts';

const UPSERT_HEAD = `INSERT INTO execution_heads (execution_id, plan, requested_at, ended, body) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (execution_id) DO UPDATE SET
    plan = excluded.plan, requested_at = excluded.requested_at, ended = excluded.ended, body = excluded.body`;

const SELECT_HEADS = `SELECT body FROM execution_heads
  WHERE (?1 IS NULL OR plan = ?1)
    AND (?2 IS NULL OR ended = ?2)
    AND (?3 IS NULL OR (requested_at, execution_id) < (?3, ?4))
  ORDER BY requested_at DESC, execution_id DESC
  LIMIT ?5`;

const sortKey = ({ requestedAt, executionId }: ExecutionHead): readonly string[] => [requestedAt, executionId];

export class SqliteExecutionStore implements ExecutionStore {
  readonly #database: Database;
  readonly #chains: ChainTables;
  readonly #clock: Clock;

  /** @param clock - stamps commits */
  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#chains = new ChainTables(database, { links: 'commits', tips: 'commit_tips' });
    this.#clock = clock;
  }

  async read(executionId: ExecutionId, after = 0): Promise<readonly Commit[]> {
    return openCommits(sha256, { history: executionId, after, ...this.#chains.read(executionId, after) });
  }

  async append(
    executionId: ExecutionId,
    expectedVersion: number,
    events: readonly ExecutionEvent[],
    head: ExecutionHead,
  ): Promise<Commit> {
    return this.#database.transaction(() => {
      const tip = this.#chains.tip(executionId);
      if (tip.number !== expectedVersion) throw new VersionConflictError(executionId, expectedVersion);
      const { commit, link } = sealCommit(sha256, tip, { executionId, at: this.#clock.now(), events });
      this.#chains.append(executionId, link);
      this.#saveHead({ ...head, executionId, version: commit.version });
      return commit;
    });
  }

  async list({
    plan,
    ended,
    limit,
    cursor,
  }: ExecutionFilter): Promise<{ heads: readonly ExecutionHead[]; cursor?: string }> {
    const size = pageSize(limit);
    const [requestedAt = null, executionId = null] = cursor === undefined ? [] : decodeCursor(cursor, 2);
    const endedColumn = ended === undefined ? null : asInteger(ended);
    const heads = this.#database
      .all(SELECT_HEADS, plan ?? null, endedColumn, requestedAt, executionId, size + 1)
      .map((row) => JSON.parse(textOf(row, 'body')) as ExecutionHead);
    const { entries, ...next } = pageOf(heads, size, sortKey);
    return { heads: entries, ...next };
  }

  #saveHead(head: ExecutionHead): void {
    const { executionId, plan, requestedAt, ended } = head;
    this.#database.run(UPSERT_HEAD, executionId, plan, requestedAt, asInteger(ended), canonicalJson(head));
  }
}
