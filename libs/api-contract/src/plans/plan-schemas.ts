import { Type } from 'typebox';
import type { RecoveryPlan } from '@breakwater/core';
import { PlanFaultSchema } from '../shared/problem.ts';
import {
  InstantSchema,
  IntentSchema,
  listOf,
  ModeSchema,
  pageOf,
  pageQuery,
  PlanName,
  strict,
} from '../shared/schemas.ts';

/** The name of the plan document's own schema in the OpenAPI document. */
export const RECOVERY_PLAN_COMPONENT = 'RecoveryPlan';

/** A recovery plan. Its schema is the core's; whoever publishes the contract adds it to the document's components. */
export const RecoveryPlanReference = Type.Unsafe<RecoveryPlan>({
  $ref: `#/components/schemas/${RECOVERY_PLAN_COMPONENT}`,
});

const versionMembers = {
  name: PlanName,
  version: Type.Integer({ minimum: 1 }),
  hash: Type.String({ description: 'SHA-256 of the canonical JSON of the plan' }),
  savedAt: InstantSchema,
  savedBy: Type.String({ description: 'subject of who saved it' }),
};

/** One immutable version of a plan, without its content. */
export const PlanVersionSummarySchema = Type.Object(versionMembers, strict);

/** One immutable version of a plan. */
export const PlanVersionSchema = Type.Object(
  {
    ...versionMembers,
    plan: RecoveryPlanReference,
    source: Type.Optional(Type.String({ description: 'as its author wrote it' })),
  },
  strict,
);

/** A line in the list of plans: its newest version. */
export const PlanSummarySchema = Type.Object(
  {
    ...versionMembers,
    description: Type.Union([Type.String(), Type.Null()]),
    owner: Type.String(),
    labels: Type.Record(Type.String(), Type.String()),
    tier: Type.Union([Type.Integer(), Type.Null()]),
    waveCount: Type.Integer({ minimum: 1 }),
  },
  strict,
);

export const PlanPageSchema = pageOf(PlanSummarySchema);
export const PlanVersionListSchema = listOf(PlanVersionSummarySchema);
export const PlanPageQuery = Type.Object(pageQuery, strict);
export const PlanParams = Type.Object({ name: PlanName }, strict);
export const PlanVersionParams = Type.Object({ name: PlanName, version: Type.Integer({ minimum: 1 }) }, strict);

/** What a runbook of a plan is for. */
export const PlanRunbookQuery = Type.Object(
  {
    mode: Type.Optional(ModeSchema),
    intent: Type.Optional(IntentSchema),
    version: Type.Optional(Type.Integer({ minimum: 1, description: 'the newest unless told' })),
  },
  strict,
);

/** Every fault, not the first; an invalid plan is an answer here, not a problem. */
export const PlanVerdictSchema = Type.Object({ valid: Type.Boolean(), faults: Type.Array(PlanFaultSchema) }, strict);
