import type { FastifyInstance } from 'fastify';
import { planRoutes } from '@breakwater/api-contract';
import { PlanVersionConflictError, type PlanFault } from '@breakwater/core';
import { actorOf, mountRoute, type ProblemError } from '@breakwater/service';
import { etagOf, IF_MATCH_ADVICE, versionToMatch } from '../http/if-match.ts';
import { planText, type PlanServices } from './plan-services.ts';
import { versionView } from './plan-views.ts';

/** Serves what changes recovery plans. */
export function mountPlanWrites(app: FastifyInstance, { application, plans }: PlanServices): void {
  mountRoute(app, planRoutes.createPlan, async ({ body, request }, refuse) => {
    const saved = await orOnConflict(application.savePlan(planText(body), 0, actorOf(request)), (conflict) =>
      refuse('plan-exists', `plan ${conflict.plan} exists at version ${conflict.actualVersion}: change it with PUT`),
    );
    if (!saved.ok) throw refuse('plan-invalid', ...faultFacts(saved.error));
    const { name, version } = saved.value;
    const headers = { etag: etagOf(version), location: `/v1/recovery-plans/${name}` };
    return { status: 201, headers, body: versionView(saved.value) };
  });

  mountRoute(app, planRoutes.replacePlan, async ({ params, headers, body, request }, refuse) => {
    const { expected, stale } = await asShown(params.name, headers['if-match'], refuse);
    const checked = application.validatePlan(planText(body));
    if (!checked.ok) throw refuse('plan-invalid', ...faultFacts(checked.error));
    if (checked.value.name !== params.name)
      throw refuse('plan-invalid', ...faultFacts([renamed(params.name, checked.value.name)]));
    const saved = await orOnConflict(application.savePlan(planText(body), expected, actorOf(request)), stale);
    if (!saved.ok) throw refuse('plan-invalid', ...faultFacts(saved.error));
    return { status: 200, headers: { etag: etagOf(saved.value.version) }, body: versionView(saved.value) };
  });

  mountRoute(app, planRoutes.removePlan, async ({ params, headers }, refuse) => {
    const { expected, stale } = await asShown(params.name, headers['if-match'], refuse);
    await orOnConflict(plans.remove(params.name, expected), stale);
    return { status: 204, body: undefined };
  });

  /** The version that a write says it saw, and the refusal for when another one stands. */
  async function asShown(name: string, ifMatch: string | undefined, refuse: RefuseWrite) {
    const current = await plans.find(name);
    if (current === undefined) throw refuse('plan-unknown', `there is no plan ${name}`);
    const stale = () => refuse('plan-changed', `plan ${name} is at version ${current.version}: read it again`);
    const missing = () => refuse('if-match-required', IF_MATCH_ADVICE);
    return { expected: versionToMatch(ifMatch, current.version, missing, stale), stale };
  }
}

type RefuseWrite = (code: 'plan-unknown' | 'plan-changed' | 'if-match-required', detail: string) => ProblemError;

/** Turns a lost race for the next version into the route's own refusal. */
async function orOnConflict<Value>(
  work: Promise<Value>,
  refusal: (conflict: PlanVersionConflictError) => ProblemError,
): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof PlanVersionConflictError ? refusal(error) : error;
  }
}

function faultFacts(faults: readonly PlanFault[]): [detail: string, facts: { readonly faults: readonly PlanFault[] }] {
  return [faults.length === 1 ? 'the plan has a fault' : `the plan has ${faults.length} faults`, { faults }];
}

const renamed = (expected: string, actual: string): PlanFault => ({
  code: 'name-differs',
  path: 'name',
  message: `the plan is called ${actual}, its address says ${expected}: a name never changes, save it as a new plan`,
});
