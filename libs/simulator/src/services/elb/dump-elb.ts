import type { Place } from '../../world/world.ts';
import type { ListenerAction } from './elb-state.ts';

export interface ListenerSummary {
  readonly arn: string;
  readonly defaultActions: readonly ListenerAction[];
  readonly rules: readonly {
    readonly arn: string;
    readonly priority: string;
    readonly actions: readonly ListenerAction[];
  }[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface TargetGroupSummary {
  readonly arn: string;
  /** `id:port` of what is registered; what is being drained is not. */
  readonly targets: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface ElbDump {
  readonly listeners: readonly ListenerSummary[];
  readonly targetGroups: readonly TargetGroupSummary[];
}

/** Listeners and target groups by their ARNs; health is left out, for it changes by itself. */
export function dumpElb({ elb }: Place): ElbDump {
  const byArn = (a: { arn: string }, b: { arn: string }): number => (a.arn < b.arn ? -1 : 1);
  return {
    listeners: [...elb.listeners.values()]
      .map(({ arn, defaultActions, rules, tags }) => ({
        arn,
        defaultActions,
        rules: rules.map(({ arn: ruleArn, priority, actions }) => ({ arn: ruleArn, priority, actions })),
        tags: { ...tags },
      }))
      .sort(byArn),
    targetGroups: [...elb.targetGroups.values()]
      .map(({ arn, targets, tags }) => ({
        arn,
        targets: [...targets]
          .filter(([, { draining }]) => !draining)
          .map(([key]) => key)
          .sort(),
        tags: { ...tags },
      }))
      .sort(byArn),
  };
}
