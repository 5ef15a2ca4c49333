import type { FastifyInstance } from 'fastify';
import { systemRoutes } from '@breakwater/api-contract';
import type { ReadinessState } from '../health/readiness.ts';
import { mountRoute } from '../http/mount-route.ts';
import type { Metrics } from '../metrics/metrics.ts';

export interface StatusParts {
  readonly readiness: ReadinessState;
  readonly metrics: Metrics;
}

/** Serves what probes and scrapers ask for, without a token. */
export function mountStatusRoutes(app: FastifyInstance, { readiness, metrics }: StatusParts): void {
  mountRoute(app, systemRoutes.health, async () => ({ status: 200, body: { status: 'alive' } }));

  mountRoute(app, systemRoutes.readiness, async (_call, refuse) => {
    const state = await readiness.look();
    if (!state.ready) throw refuse('not-ready', `not ready: ${state.failed.join(', ')}`);
    return { status: 200, body: { status: 'ready', checks: state.checks } };
  });

  mountRoute(app, systemRoutes.metrics, async () => ({
    status: 200,
    mediaType: 'text/plain',
    headers: { 'content-type': metrics.contentType },
    content: await metrics.text(),
  }));
}
