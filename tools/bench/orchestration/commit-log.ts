import type { Application } from '@breakwater/application';
import type { ExecutionEvent, ExecutionId, ExecutionStore } from '@breakwater/core';

/** A commit, and when its append resolved: from then on it cannot be lost. */
export interface TimedCommit {
  readonly events: readonly ExecutionEvent[];
  /** Milliseconds of `performance.now()`. */
  readonly storedAt: number;
}

type Listener = (commit: TimedCommit) => void;

/** Times every commit of a host at its storing port, without a request of its own. */
export class CommitLog {
  readonly #commits = new Map<ExecutionId, TimedCommit[]>();
  readonly #listeners = new Map<ExecutionId, Set<Listener>>();

  /** For the host's `decorateStores`. */
  readonly timed = <Stores extends { readonly executions: ExecutionStore }>(stores: Stores): Stores => {
    const { executions } = stores;
    const timed: ExecutionStore = {
      read: (id, after) => executions.read(id, after),
      list: (filter) => executions.list(filter),
      append: async (id, expectedVersion, events, head) => {
        const commit = await executions.append(id, expectedVersion, events, head);
        this.#add(id, { events, storedAt: performance.now() });
        return commit;
      },
    };
    return { ...stores, executions: timed };
  };

  of(id: ExecutionId): readonly TimedCommit[] {
    return this.#commits.get(id) ?? [];
  }

  /** Calls back for every commit of the execution, those that are there already first. @returns stops it */
  follow(id: ExecutionId, listener: Listener): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    for (const commit of this.of(id)) listener(commit);
    return () => listeners.delete(listener);
  }

  /** Resolves once so many events are so. */
  async counted(id: ExecutionId, isSo: (event: ExecutionEvent) => boolean, count: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    let left = count;
    const stop = this.follow(id, ({ events }) => {
      left -= events.filter(isSo).length;
      if (left <= 0) resolve();
    });
    await promise;
    stop();
  }

  /** All commits of an execution once it has ended. @throws Error when it has not completed clean */
  async ended(id: ExecutionId): Promise<readonly TimedCommit[]> {
    await this.counted(id, ({ type }) => type === 'execution-ended' || type === 'execution-rejected', 1);
    const last = this.of(id).at(-1)?.events.at(-1);
    if (last?.type === 'execution-ended' && last.status === 'completed' && last.outcome === 'clean') return this.of(id);
    throw new Error(`execution ${id} did not end clean: ${JSON.stringify(last)}`);
  }

  #add(id: ExecutionId, commit: TimedCommit): void {
    const commits = this.#commits.get(id) ?? [];
    this.#commits.set(id, commits);
    commits.push(commit);
    for (const listener of [...(this.#listeners.get(id) ?? [])]) listener(commit);
  }
}

/** A host whose commits are timed. */
export interface TimedHost {
  readonly application: Application;
  readonly commits: CommitLog;
}
