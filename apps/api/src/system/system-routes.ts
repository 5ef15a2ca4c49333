import type { FastifyInstance } from 'fastify';
import { systemRoutes, unbuiltRoutes } from '@breakwater/api-contract';
import { mountRoute, type Metrics, type OpenApiDocument, type ReadinessState } from '@breakwater/service';

/** Serves what probes, scrapers and generators of clients ask for. */
export function mountSystemRoutes(
  app: FastifyInstance,
  { readiness, metrics, openApi }: { readiness: ReadinessState; metrics: Metrics; openApi: OpenApiDocument },
): void {
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

  mountRoute(app, systemRoutes.openApi, async () => ({ status: 200, body: { ...openApi } }));
}

/** Refuses what the interface names and this version does not do. */
export function mountUnbuiltRoutes(app: FastifyInstance): void {
  for (const route of unbuiltRoutes) {
    mountRoute(app, route, async (_call, refuse) => {
      throw refuse('not-built', `${route.method} ${route.url} is not built in this version`);
    });
  }
}
