import type { FastifyInstance } from 'fastify';
import { systemRoutes, unbuiltRoutes } from '@breakwater/api-contract';
import { mountRoute, mountStatusRoutes, type OpenApiDocument, type StatusParts } from '@breakwater/service';

/** Serves what probes, scrapers and generators of clients ask for. */
export function mountSystemRoutes(
  app: FastifyInstance,
  { readiness, metrics, openApi }: StatusParts & { readonly openApi: OpenApiDocument },
): void {
  mountStatusRoutes(app, { readiness, metrics });
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
