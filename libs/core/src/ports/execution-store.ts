import type { ExecutionEvent } from '../execution/events.ts';
import type { ExecutionId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';

/** One atomic change of an execution: its events, chained by hash to the commit before. */
export interface Commit {
  readonly executionId: ExecutionId;
  /** 1 for the first commit of an execution, then one more each. */
  readonly version: number;
  readonly at: Instant;
  readonly events: readonly ExecutionEvent[];
  /** `sha256(previousHash + canonicalJson({executionId, version, at, events}))` in lower-case hex. */
  readonly hash: string;
}

/** The hash before an execution's first commit. */
export const GENESIS_HASH = '0'.repeat(64);

/** A line of the list of executions; rebuilt from the commits when in doubt. */
export interface ExecutionHead {
  readonly executionId: ExecutionId;
  readonly plan: string;
  readonly planVersion: number;
  readonly mode: string;
  readonly status: string;
  readonly outcome: string | null;
  readonly version: number;
  readonly requestedAt: Instant;
  readonly updatedAt: Instant;
  readonly ended: boolean;
}

export interface ExecutionFilter {
  readonly plan?: string;
  readonly ended?: boolean;
  /** Most that is wanted, 1 to 200. */
  readonly limit?: number;
  /** Opaque, from an earlier page. */
  readonly cursor?: string;
}

/** The append-only histories of executions. Newest first in lists. */
export interface ExecutionStore {
  /**
   * All commits, oldest first; empty for an unknown execution.
   *
   * @param after - leave out commits up to this version (their chain is still verified where the store must read them)
   * @throws HistoryDamagedError when a commit does not fit its hash or one is missing
   */
  read(executionId: ExecutionId, after?: number): Promise<readonly Commit[]>;
  /**
   * Appends one commit at `expectedVersion + 1`, durably.
   *
   * @throws VersionConflictError when the execution has moved on; nothing is written
   */
  append(
    executionId: ExecutionId,
    expectedVersion: number,
    events: readonly ExecutionEvent[],
    head: ExecutionHead,
  ): Promise<Commit>;
  list(filter: ExecutionFilter): Promise<{ readonly heads: readonly ExecutionHead[]; readonly cursor?: string }>;
}

export class VersionConflictError extends Error {
  override readonly name = 'VersionConflictError';
  readonly executionId: ExecutionId;
  readonly expectedVersion: number;
  constructor(executionId: ExecutionId, expectedVersion: number, options?: ErrorOptions) {
    super(`execution ${executionId} is no longer at version ${expectedVersion}: read it again`, options);
    this.executionId = executionId;
    this.expectedVersion = expectedVersion;
  }
}

/** The stored history is not what was written. `kind` says how, `version` where. */
export class HistoryDamagedError extends Error {
  override readonly name = 'HistoryDamagedError';
  readonly executionId: string;
  readonly version: number;
  readonly kind: 'tampered' | 'torn' | 'missing';
  constructor(executionId: string, version: number, kind: 'tampered' | 'torn' | 'missing', options?: ErrorOptions) {
    super(
      `the history of ${executionId} is ${kind} at version ${version}: do not act on it, restore it from a copy`,
      options,
    );
    this.executionId = executionId;
    this.version = version;
    this.kind = kind;
  }
}
