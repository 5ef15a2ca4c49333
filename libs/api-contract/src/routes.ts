import { accountRoutes } from './accounts/account-routes.ts';
import { adapterRoutes } from './adapters/adapter-routes.ts';
import { executionRoutes } from './executions/execution-routes.ts';
import { planRoutes } from './plans/plan-routes.ts';
import type { RouteContract } from './shared/route.ts';
import { systemRoutes } from './system/system-routes.ts';
import { unbuiltRoutes } from './unbuilt/unbuilt-routes.ts';

/** Every route of the REST API. What serves it serves these and no others. */
export const ALL_ROUTES: readonly RouteContract[] = [
  ...Object.values(planRoutes),
  ...Object.values(executionRoutes),
  ...Object.values(accountRoutes),
  ...Object.values(adapterRoutes),
  ...Object.values(systemRoutes),
  ...unbuiltRoutes,
];
