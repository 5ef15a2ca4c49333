import { finding, type Finding, type OperationRequest } from '@breakwater/core';

/** `i-1, i-2, i-3 and 9 more`: names some, counts the rest. */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** Reasons by how often they occur: `no capacity (2), timed out (1)`. */
export function grouped(reasons: readonly string[]): string {
  const counts = [...Map.groupBy(reasons, (reason) => reason)].map(([reason, all]) => ({ reason, count: all.length }));
  counts.sort((left, right) => right.count - left.count || (left.reason < right.reason ? -1 : 1));
  return listed(counts.map(({ reason, count }) => `${reason} (${count})`));
}

/** A step whose control plane sits in the Region that is being left may find nobody there when it is needed. */
export function regionLeft(
  { stepId, target, originRegion }: Pick<OperationRequest, 'stepId' | 'target' | 'originRegion'>,
  saferWay: string,
): Finding[] {
  if (target.region !== originRegion) return [];
  const message = `it acts in ${target.region}, the Region that is being left, whose control plane may not answer: ${saferWay}`;
  return [finding(stepId, { code: 'acts-in-the-region-left', severity: 'warning', message })];
}
