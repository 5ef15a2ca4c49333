import {
  healthText,
  isHealthy,
  isHopeless,
  isUnused,
  targetLabel,
  targetsOf,
  type TargetView,
} from '../load-balancing/target-health.ts';
import type { Regional } from '../service/regional.ts';
import { weightOf, type UpdateListenerParams } from './params.ts';

/** A group that is to get traffic, and its targets. */
export interface GroupHealth {
  readonly arn: string;
  readonly targets: readonly TargetView[];
}

/** The groups with a weight; none where the actions are brought back as they were. */
export const weightedGroups = ({ forward = [] }: UpdateListenerParams): string[] =>
  forward.filter((group) => weightOf(group) > 0).map(({ targetGroupArn }) => targetGroupArn);

/** Whether no group would get any traffic: a load balancer answers every request with an error then. */
export const lacksWeight = (params: UpdateListenerParams): boolean =>
  params.forward !== undefined && weightedGroups(params).length === 0;

export async function readGroups(where: Regional, params: UpdateListenerParams): Promise<GroupHealth[]> {
  return Promise.all(weightedGroups(params).map(async (arn) => ({ arn, targets: await targetsOf(where, arn) })));
}

export const hasEnough = ({ targets }: GroupHealth, { minHealthyTargets = 1 }: UpdateListenerParams): boolean =>
  targets.filter(isHealthy).length >= minHealthyTargets;

/**
 * Why a group can never have enough healthy targets.
 *
 * @param isForwardedTo - whether the listener forwards to the group already; before that, no target of it is in use
 */
export function whyHopeless(
  group: GroupHealth,
  params: UpdateListenerParams,
  isForwardedTo: boolean,
): string | undefined {
  const { minHealthyTargets = 1 } = params;
  const hopeful = group.targets.filter((target) => !isHopeless(target) || (!isForwardedTo && isUnused(target)));
  if (hopeful.length >= minHealthyTargets) return undefined;
  const shown = group.targets.map((target) => `${targetLabel(target.target)} is ${healthText(target)}`);
  return `${group.arn} needs ${minHealthyTargets} healthy targets and can not get them: ${shown.join(', ') || 'it has no targets'}`;
}

export const groupText = ({ arn, targets }: GroupHealth): string =>
  `${arn}: ${targets.filter(isHealthy).length} of ${targets.length} targets healthy`;
