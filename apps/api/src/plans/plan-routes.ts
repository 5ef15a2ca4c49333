import type { FastifyInstance } from 'fastify';
import { planRoutes } from '@breakwater/api-contract';
import { RecoveryPlanSchema } from '@breakwater/core';
import { mountRoute } from '@breakwater/service';
import { knowingItsCursors } from '../http/field-refusals.ts';
import { etagOf } from '../http/if-match.ts';
import { planText, type PlanServices } from './plan-services.ts';
import { mountPlanWrites } from './plan-writes.ts';
import { planSummary, versionSummary, versionView } from './plan-views.ts';

/** Serves recovery plans. */
export function mountPlanRoutes(app: FastifyInstance, { application, plans }: PlanServices): void {
  mountRoute(app, planRoutes.listPlans, async ({ query }, refuse) => {
    const page = await knowingItsCursors(plans.list(query), refuse);
    return { status: 200, body: { items: page.plans.map(planSummary), nextCursor: page.cursor ?? null } };
  });

  mountRoute(app, planRoutes.validatePlan, async ({ body }) => {
    const verdict = application.validatePlan(planText(body));
    return { status: 200, body: { valid: verdict.ok, faults: verdict.ok ? [] : verdict.error } };
  });

  mountRoute(app, planRoutes.showPlan, async ({ params }, refuse) => {
    const stored = await plans.find(params.name);
    if (stored === undefined) throw refuse('plan-unknown', `there is no plan ${params.name}`);
    return { status: 200, headers: { etag: etagOf(stored.version) }, body: versionView(stored) };
  });

  mountRoute(app, planRoutes.listPlanVersions, async ({ params }, refuse) => {
    const versions = await plans.versions(params.name);
    if (versions.length === 0) throw refuse('plan-unknown', `there is no plan ${params.name}`);
    return { status: 200, body: { items: versions.map(versionSummary) } };
  });

  mountRoute(app, planRoutes.showPlanVersion, async ({ params }, refuse) => {
    const stored = await plans.find(params.name, params.version);
    if (stored === undefined)
      throw refuse('plan-unknown', `there is no version ${params.version} of plan ${params.name}`);
    return { status: 200, headers: { etag: etagOf(stored.version) }, body: versionView(stored) };
  });

  mountRoute(app, planRoutes.showPlanSchema, async () => ({ status: 200, body: RecoveryPlanSchema }));

  mountPlanWrites(app, { application, plans });
}
