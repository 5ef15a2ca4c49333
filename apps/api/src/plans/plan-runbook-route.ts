import type { FastifyInstance } from 'fastify';
import { planRoutes } from '@breakwater/api-contract';
import { planRunbook } from '@breakwater/application';
import type { AdapterRegistry, PlanRepository } from '@breakwater/core';
import { mountRoute } from '@breakwater/service';

/** Serves plans as documents for the day on which this service is down. */
export function mountPlanRunbook(
  app: FastifyInstance,
  { plans, adapters }: { readonly plans: PlanRepository; readonly adapters: AdapterRegistry },
): void {
  mountRoute(app, planRoutes.showPlanRunbook, async ({ params, query }, refuse) => {
    const { mode = 'recovery', intent, version } = query;
    const stored = await plans.find(params.name, version);
    if (stored === undefined) {
      const which = version === undefined ? 'plan' : `version ${version} of plan`;
      throw refuse('plan-unknown', `there is no ${which} ${params.name}`);
    }
    const written = planRunbook(stored.plan, adapters, { mode, ...(intent !== undefined && { intent }) });
    if (!written.ok) {
      throw refuse('plan-invalid', `the plan has no runbook for a ${mode}`, { faults: written.error });
    }
    return { status: 200, mediaType: 'text/markdown', content: written.value };
  });
}
