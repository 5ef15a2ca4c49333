import type { RecoveryPlan } from './recovery-plan.ts';

/** Wave graphs that a plan may hold besides its own. */
export type Alternative = 'failback' | 'cleanup';

/**
 * The plan with its own waves for another mode in place of its waves; on the way back its sites are swapped. The
 * plan's `order: listed` holds for them unless they name `dependsOn` themselves.
 *
 * @returns `undefined` when the author wrote no such waves
 */
export function alternativePlan(plan: RecoveryPlan, alternative: Alternative): RecoveryPlan | undefined {
  const waves = plan[alternative];
  if (!Array.isArray(waves)) return undefined;
  const sites = alternative === 'failback' ? { from: plan.sites.to, to: plan.sites.from } : plan.sites;
  const { order, ...unordered } = plan;
  const listed = order !== undefined && waves.every(({ dependsOn }) => dependsOn === undefined);
  return { ...unordered, waves, sites, ...(listed && { order }) };
}
