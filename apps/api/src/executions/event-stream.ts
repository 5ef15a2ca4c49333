import type { Commit, ExecutionId, FeedItem, Progress, StepId } from '@breakwater/core';
import type { ExecutionServices } from './execution-services.ts';

/** Proxies drop connections that are silent for longer. */
const HEARTBEAT_SECONDS = 10;

export interface EventStreamOptions extends Pick<ExecutionServices, 'application' | 'feed' | 'wallClock'> {
  readonly id: ExecutionId;
  /** The reader has all commits up to this version. */
  readonly after: number;
  /** Aborts when the reader is gone or the service stops. */
  readonly signal: AbortSignal;
}

/** Whether nothing can follow a commit any more. */
export const isLast = (commit: Commit): boolean =>
  commit.events.some(({ type }) => type === 'execution-ended' || type === 'execution-rejected');

/**
 * The server-sent events of an execution, from a version on until its end. Commits are read from the store in order, so
 * none is lost or repeated; the feed only says when to look, and what has no version (progress).
 */
export async function* eventStream({
  application,
  feed,
  wallClock,
  id,
  after,
  signal,
}: EventStreamOptions): AsyncGenerator<string> {
  const news = newsOf(feed, id);
  let sent = after;
  try {
    while (!signal.aborted) {
      const changed = news.changed();
      for (const commit of (await application.executionHistory(id, sent)) ?? []) {
        if (commit.version <= sent) continue;
        yield frame('commit', commit, commit.version);
        sent = commit.version;
        if (isLast(commit)) {
          yield frame('end', { version: sent });
          return;
        }
      }
      yield* news.progress();
      if (!(await changedWithin(HEARTBEAT_SECONDS, changed))) yield ': still here\n\n';
    }
  } finally {
    news.stop();
  }

  /** Whether there is news before the time is over; no when the reader is gone, which the loop sees itself. */
  async function changedWithin(seconds: number, changed: Promise<void>): Promise<boolean> {
    const done = new AbortController();
    const waiting = AbortSignal.any([signal, done.signal]);
    const silence = wallClock.sleep(seconds, waiting).then(
      () => false,
      (error: unknown) => {
        if (!waiting.aborted) throw error;
        return true;
      },
    );
    try {
      return await Promise.race([changed.then(() => true), silence]);
    } finally {
      done.abort();
    }
  }
}

/** What the feed says about one execution. Progress is kept by step: only the newest is worth sending. */
function newsOf(feed: ExecutionServices['feed'], id: ExecutionId) {
  const latest = new Map<StepId, Progress>();
  let next = Promise.withResolvers<void>();
  const stop = feed.subscribe((item: FeedItem) => {
    if (item.executionId !== id) return;
    if (item.kind === 'progress') latest.set(item.stepId, item.progress);
    next.resolve();
  });
  return {
    stop,
    /** Settles with the next news after this call. */
    changed: (): Promise<void> => {
      next = Promise.withResolvers<void>();
      return next.promise;
    },
    *progress(): Generator<string> {
      for (const [stepId, progress] of latest) yield frame('progress', { stepId, progress });
      latest.clear();
    },
  };
}

/** JSON has no line breaks of its own, so one `data` line holds it. */
const frame = (event: string, data: object, id?: number): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
