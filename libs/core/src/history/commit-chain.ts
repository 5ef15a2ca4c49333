import type { ExecutionEvent } from '../execution/events.ts';
import { type Commit, HistoryDamagedError } from '../ports/execution-store.ts';
import type { ExecutionId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import {
  type ChainLink,
  type ChainTip,
  EMPTY_CHAIN,
  openLinks,
  sealLink,
  type Sha256,
  type StoredChain,
} from './hash-chain.ts';

/** What a new commit holds before it is chained. */
export interface CommitBody {
  readonly executionId: ExecutionId;
  readonly at: Instant;
  readonly events: readonly ExecutionEvent[];
}

/** A commit, and the link that a store keeps of it. */
export interface SealedCommit {
  readonly commit: Commit;
  readonly link: ChainLink;
}

/**
 * Makes the commit that follows `tip` ({@link EMPTY_CHAIN} for the first).
 *
 * @throws RangeError when there is no event: an empty commit would raise the version for nothing
 */
export function sealCommit(sha256: Sha256, tip: ChainTip, { executionId, at, events }: CommitBody): SealedCommit {
  if (events.length === 0) throw new RangeError(`a commit of execution ${executionId} needs at least one event`);
  const unsealed = { executionId, version: tip.number + 1, at, events };
  const link = sealLink(sha256, tip, unsealed);
  return { commit: { ...unsealed, hash: link.hash }, link };
}

/**
 * The commits of a stored chain.
 *
 * @throws HistoryDamagedError when a commit does not fit its hash, belongs to another execution, or is missing
 */
export function openCommits(sha256: Sha256, chain: StoredChain): readonly Commit[] {
  const entries = openLinks(sha256, chain) as unknown as readonly Omit<Commit, 'hash'>[];
  const links = chain.links.slice(chain.links.length - entries.length);
  return entries.map((entry, index) => {
    const link = links[index];
    if (entry.version !== link?.number || entry.executionId !== chain.history) {
      throw new HistoryDamagedError(chain.history, chain.after + index + 1, 'tampered');
    }
    return { ...entry, hash: link.hash };
  });
}

/**
 * Checks an execution's whole history where only the commits are at hand, for instance in an exported file.
 *
 * @param commits - all of them, oldest first
 * @throws HistoryDamagedError naming the first commit that is not what was written
 */
export function verifyCommits(sha256: Sha256, executionId: ExecutionId, commits: readonly Commit[]): void {
  commits.reduce<ChainTip>((tip, commit) => {
    const version = tip.number + 1;
    if (commit.version !== version) throw new HistoryDamagedError(executionId, version, 'missing');
    const { hash, ...unsealed } = commit;
    if (commit.executionId !== executionId || sealLink(sha256, tip, unsealed).hash !== hash) {
      throw new HistoryDamagedError(executionId, version, 'tampered');
    }
    return { number: version, hash };
  }, EMPTY_CHAIN);
}
