import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Application } from '@breakwater/application';
import type { AccountRepository, AdapterRegistry, Clock, Feed, PlanRepository } from '@breakwater/core';
import {
  countEvents,
  createMetrics,
  createService,
  readinessOf,
  type Authentication,
  type Metrics,
  type ReadinessState,
} from '@breakwater/service';
import { mountAccountRoutes } from './accounts/account-routes.ts';
import { mountAdapterRoutes } from './adapters/adapter-routes.ts';
import { mountCommandRoutes } from './executions/command-routes.ts';
import { mountEventRoutes } from './executions/event-routes.ts';
import { mountExecutionRoutes } from './executions/execution-routes.ts';
import { mountFollowUpRoutes } from './executions/follow-up-routes.ts';
import { mountGateRoutes } from './executions/gate-routes.ts';
import { apiDescription } from './open-api.ts';
import { mountPlanRoutes } from './plans/plan-routes.ts';
import { mountPlanRunbook } from './plans/plan-runbook-route.ts';
import { mountSystemRoutes, mountUnbuiltRoutes } from './system/system-routes.ts';

/** What the REST API stands on. */
export interface ApiOptions {
  readonly application: Application;
  readonly plans: PlanRepository;
  readonly accounts: AccountRepository;
  readonly adapters: AdapterRegistry;
  readonly feed: Feed;
  readonly auth: Authentication;
  /** A pino logger. */
  readonly log: FastifyBaseLogger;
  /** Wall time, for the heartbeats of event streams. */
  readonly wallClock: Clock;
  /** Ready as soon as the plans can be read unless told; share it with `stopOnSignal`. */
  readonly readiness?: ReadinessState;
  /** Of its own unless told. */
  readonly metrics?: Metrics;
}

/** The REST API as a server that does not listen yet. Closing it ends its event streams; it owns nothing else. */
export function buildApi(options: ApiOptions): FastifyInstance {
  const { application, plans, accounts, adapters, feed, auth, log, wallClock } = options;
  const { metrics = createMetrics(), readiness = readinessOf([storeCheck(plans)]) } = options;
  const app = createService({ authentication: auth, log, metrics });
  const stopping = new AbortController();
  const stopCounting = countEvents(feed, metrics);
  app.addHook('preClose', async () => {
    readiness.stopping();
    stopping.abort();
  });
  app.addHook('onClose', async () => stopCounting());
  void app.register(async (routes) => {
    const executions = { application, feed, wallClock, metrics, stopping: stopping.signal };
    mountPlanRoutes(routes, { application, plans });
    mountPlanRunbook(routes, { plans, adapters });
    mountExecutionRoutes(routes, executions);
    mountFollowUpRoutes(routes, executions);
    mountCommandRoutes(routes, executions);
    mountEventRoutes(routes, executions);
    mountGateRoutes(routes, executions);
    mountAccountRoutes(routes, accounts);
    mountAdapterRoutes(routes, { application, adapters });
    mountSystemRoutes(routes, { readiness, metrics, openApi: apiDescription });
    mountUnbuiltRoutes(routes);
  });
  return app;
}

const storeCheck = (plans: PlanRepository) => ({ name: 'plan-repository', check: () => plans.list({ limit: 1 }) });
