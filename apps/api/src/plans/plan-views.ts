import type { Answer, PlanSummarySchema, PlanVersionSchema, PlanVersionSummarySchema } from '@breakwater/api-contract';
import type { StoredPlan } from '@breakwater/core';

/** A version without its content. */
export const versionSummary = ({
  name,
  version,
  hash,
  savedAt,
  savedBy,
}: StoredPlan): Answer<typeof PlanVersionSummarySchema> => ({ name, version, hash, savedAt, savedBy: savedBy.subject });

/** A version with its content. */
export const versionView = (stored: StoredPlan): Answer<typeof PlanVersionSchema> => ({
  ...versionSummary(stored),
  plan: stored.plan,
  ...(stored.source !== undefined && { source: stored.source }),
});

/** A line of the list. */
export const planSummary = (stored: StoredPlan): Answer<typeof PlanSummarySchema> => ({
  ...versionSummary(stored),
  description: stored.plan.description ?? null,
  owner: stored.plan.owner,
  labels: stored.plan.labels ?? {},
  tier: stored.plan.tier ?? null,
  waveCount: stored.plan.waves.length,
});
