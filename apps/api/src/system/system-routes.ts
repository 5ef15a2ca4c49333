import type { FastifyInstance } from 'fastify';
import { adapterRoutes, systemRoutes, unbuiltRoutes } from '@breakwater/api-contract';
import type { AdapterRegistry } from '@breakwater/core';
import { mountRoute, type Metrics, type OpenApiDocument, type ReadinessState } from '@breakwater/service';
import { describeAdapters } from '../adapters/describe-adapters.ts';

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

/** Serves the list of technologies. */
export function mountAdapterRoutes(app: FastifyInstance, adapters: AdapterRegistry): void {
  mountRoute(app, adapterRoutes.listAdapters, async () => ({
    status: 200,
    body: { items: describeAdapters(adapters) },
  }));
}

/** Refuses what the interface names and this version does not do. */
export function mountUnbuiltRoutes(app: FastifyInstance): void {
  for (const route of unbuiltRoutes) {
    mountRoute(app, route, async (_call, refuse) => {
      throw refuse('not-built', `${route.method} ${route.url} is not built in this version`);
    });
  }
}
