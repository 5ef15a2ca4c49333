import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Authentication } from '../auth/authentication.ts';
import { createService } from '../http/create-service.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { mountStatusRoutes, type StatusParts } from './status-routes.ts';

/** A worker serves nobody: whatever needs to know who asks is refused. */
const nobody: Authentication = {
  mode: 'local',
  install: async () => undefined,
  authenticate: () => Promise.reject(new ProblemError('unauthenticated', 'this service answers probes only')),
};

/**
 * The HTTP side of a worker: alive, ready, metrics and nothing else. It does not listen yet; readiness says no as soon as it
 * closes.
 */
export function statusServer(options: StatusParts & { readonly log: FastifyBaseLogger }): FastifyInstance {
  const { readiness, metrics, log } = options;
  const app = createService({ authentication: nobody, log, metrics });
  app.addHook('preClose', async () => readiness.stopping());
  void app.register(async (routes) => mountStatusRoutes(routes, { readiness, metrics }));
  return app;
}
