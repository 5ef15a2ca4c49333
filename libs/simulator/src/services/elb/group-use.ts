import type { ElbState, Listener, ListenerAction, LoadBalancer } from './elb-state.ts';

/** The ARNs of the target groups that actions forward to. */
export function forwardedGroups(actions: readonly ListenerAction[]): string[] {
  return actions.flatMap((action) =>
    action.type === 'forward' ? action.groups.map(({ targetGroupArn }) => targetGroupArn) : [],
  );
}

function groupsOf({ defaultActions, rules }: Listener): string[] {
  return forwardedGroups([...defaultActions, ...rules.flatMap(({ actions }) => actions)]);
}

/** The load balancer whose listeners forward to the group; a group belongs to one at most. */
export function balancerOf({ listeners }: ElbState, targetGroupArn: string): LoadBalancer | undefined {
  return [...listeners.values()].find((listener) => groupsOf(listener).includes(targetGroupArn))?.loadBalancer;
}

/** Remembers since when each group is in use; to be called after every change of listeners. */
export function noteUse(elb: ElbState, now: number): void {
  for (const group of elb.targetGroups.values()) {
    if (balancerOf(elb, group.arn) === undefined) delete group.inUseSince;
    else group.inUseSince ??= now;
  }
}
