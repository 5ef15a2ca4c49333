import type { Target } from '../shared/target.ts';
import { ACCOUNT, parameterValue, REGION, type BoundParameters } from './parameters.ts';
import { own } from './path.ts';
import type { RecoveryPlan } from './recovery-plan.ts';
import { fillIn, hasReference } from './references.ts';

/** The account and Region that a plan's target stands for; `undefined` while a parameter in it has no value, or it is not valid. */
export function resolveTarget(plan: RecoveryPlan, name: string, bound: BoundParameters): Target | undefined {
  const declared = own(plan.targets, name);
  if (declared === undefined) return undefined;
  const account = fillIn(declared.account, parameterValue(bound));
  const region =
    declared.site === undefined
      ? fillIn(declared.region ?? '', parameterValue(bound))
      : plan.sites[declared.site].region;
  return isAccount(account) && isRegion(region) ? { account, region } : undefined;
}

export const isAccount = (value: unknown): value is string => typeof value === 'string' && ACCOUNT.test(value);
export const isRegion = (value: unknown): value is string =>
  typeof value === 'string' && !hasReference(value) && REGION.test(value);
