import type { Call } from '../../protocol/operation.ts';
import { elbError } from './elb-errors.ts';
import type { Listener, ListenerRule, TargetGroup } from './elb-state.ts';

/** @throws TargetGroupNotFound */
export function targetGroup({ place }: Call, arn: string): TargetGroup {
  const group = place.elb.targetGroups.get(arn);
  if (!group) throw elbError('TargetGroupNotFound', `One or more target groups not found: '${arn}'`);
  return group;
}

/** @throws ListenerNotFound */
export function listenerOf({ place }: Call, arn: string): Listener {
  const listener = place.elb.listeners.get(arn);
  if (!listener) throw elbError('ListenerNotFound', `One or more listeners not found: '${arn}'`);
  return listener;
}

/** @throws RuleNotFound */
export function ruleOf({ place }: Call, arn: string): { listener: Listener; rule: ListenerRule } {
  for (const listener of place.elb.listeners.values()) {
    const rule = listener.rules.find((candidate) => candidate.arn === arn);
    if (rule) return { listener, rule };
  }
  throw elbError('RuleNotFound', `One or more rules not found: '${arn}'`);
}
