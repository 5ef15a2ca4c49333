import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Feed } from '@breakwater/core';

/** The measurements of a process. */
export interface Metrics {
  /** In the Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
  /** For what only some services measure. */
  readonly registry: Registry;
  readonly answers: Histogram<'method' | 'route' | 'status'>;
  readonly openStreams: Gauge;
  readonly events: Counter<'type'>;
}

/**
 * A set of measurements of its own, so that two services in one process do not share counters.
 *
 * @param processMetrics - measure memory, CPU and the event loop as well
 */
export function createMetrics({ processMetrics = true }: { readonly processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (processMetrics) collectDefaultMetrics({ register: registry });
  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    registry,
    answers: new Histogram({
      name: 'breakwater_http_answer_seconds',
      help: 'Time from a request to its answer',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.025, 0.1, 0.25, 1, 5, 30],
      registers,
    }),
    openStreams: new Gauge({ name: 'breakwater_event_streams', help: 'Event streams that are open now', registers }),
    events: new Counter({
      name: 'breakwater_execution_events_total',
      help: 'Events that executions recorded in this process',
      labelNames: ['type'],
      registers,
    }),
  };
}

/** Measures each answer by its route's pattern, never by its address: ids would make a series each. */
export function measureAnswers(app: FastifyInstance, { answers }: Metrics): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    answers.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
  });
}

/** Counts what executions record. @returns stops counting */
export const countEvents = (feed: Feed, { events }: Metrics): (() => void) =>
  feed.subscribe((item) => {
    if (item.kind !== 'commit') return;
    for (const { type } of item.commit.events) events.inc({ type });
  });
