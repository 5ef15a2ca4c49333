import type { Application } from '@breakwater/application';
import type { Clock, Feed } from '@breakwater/core';
import type { Metrics } from '@breakwater/service';

/** What the routes of executions stand on. */
export interface ExecutionServices {
  readonly application: Application;
  readonly feed: Feed;
  /** Wall time: heartbeats are for connections, not for the domain. */
  readonly wallClock: Clock;
  readonly metrics: Metrics;
  /** Aborts when the service stops: streams end then, and their readers come back elsewhere. */
  readonly stopping: AbortSignal;
}
