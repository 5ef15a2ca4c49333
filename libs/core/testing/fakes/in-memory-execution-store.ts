import {
  type Clock,
  type Commit,
  decodeCursor,
  EMPTY_CHAIN,
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
import { sha256 } from '../sha256.ts';
import { InMemoryChains } from './in-memory-chains.ts';

const sortKey = ({ requestedAt, executionId }: ExecutionHead): readonly string[] => [requestedAt, executionId];

/** Newest first; the id decides between two of the same moment. */
const byAge = (left: readonly string[], right: readonly string[]): number =>
  left.join('/') < right.join('/') ? 1 : -1;

export class InMemoryExecutionStore implements ExecutionStore {
  /** The stored text, for tests that damage it. */
  readonly chains = new InMemoryChains();
  readonly #heads = new Map<ExecutionId, ExecutionHead>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async read(executionId: ExecutionId, after = 0): Promise<readonly Commit[]> {
    const links = this.chains.links(executionId, after);
    return openCommits(sha256, { history: executionId, after, links, tip: this.chains.tip(executionId) });
  }

  async append(
    executionId: ExecutionId,
    expectedVersion: number,
    events: readonly ExecutionEvent[],
    head: ExecutionHead,
  ): Promise<Commit> {
    const tip = this.chains.tip(executionId) ?? EMPTY_CHAIN;
    if (tip.number !== expectedVersion) throw new VersionConflictError(executionId, expectedVersion);
    const { commit, link } = sealCommit(sha256, tip, { executionId, at: this.#clock.now(), events });
    this.chains.append(executionId, link);
    this.#heads.set(executionId, structuredClone({ ...head, executionId, version: commit.version }));
    return commit;
  }

  async list({
    plan,
    ended,
    limit,
    cursor,
  }: ExecutionFilter): Promise<{ heads: readonly ExecutionHead[]; cursor?: string }> {
    const size = pageSize(limit);
    const after = cursor === undefined ? undefined : decodeCursor(cursor, 2);
    const candidates = [...this.#heads.values()]
      .filter((head) => (plan === undefined || head.plan === plan) && (ended === undefined || head.ended === ended))
      .filter((head) => after === undefined || byAge(sortKey(head), after) > 0)
      .sort((left, right) => byAge(sortKey(left), sortKey(right)));
    const { entries, ...next } = pageOf(candidates, size, sortKey);
    return { heads: entries, ...next };
  }
}
