import type { Action, TargetGroupTuple } from '@aws-sdk/client-elastic-load-balancing-v2';
import { canonicalJson, type JsonObject } from '@breakwater/core';
import { weightOf, type ActionParams, type UpdateListenerParams, type WeightedGroup } from './params.ts';

/** Actions that end a request; a listener or rule has exactly one, and it comes last. */
const TERMINAL: ReadonlySet<string> = new Set(['forward', 'redirect', 'fixed-response']);

const isTerminal = ({ Type }: Pick<Action, 'Type'>): boolean => Type !== undefined && TERMINAL.has(Type);

/** What the listener or rule is to do, made from what it does now so that nothing else of it is lost. */
export function wantedActions({ forward, actions }: UpdateListenerParams, present: readonly Action[]): Action[] {
  if (forward === undefined) return (actions ?? []).map(elbAction);
  const kept = present.filter((action) => !isTerminal(action));
  const ended = present.find(isTerminal);
  return [...kept, forwardAction(forward, ended)];
}

/** The SDK's type of what AWS described once; its inner members are AWS's own. */
const elbAction = (action: ActionParams): Action => action as unknown as Action;

/** A single group goes into the configuration as well: never beside it as `TargetGroupArn`. */
function forwardAction(forward: readonly WeightedGroup[], replaced: Action | undefined): Action {
  const stickiness = replaced?.ForwardConfig?.TargetGroupStickinessConfig;
  return {
    Type: 'forward',
    ...(replaced?.Order !== undefined && { Order: replaced.Order }),
    ForwardConfig: {
      TargetGroups: forward.map((group) => ({ TargetGroupArn: group.targetGroupArn, Weight: weightOf(group) })),
      ...(stickiness !== undefined && { TargetGroupStickinessConfig: stickiness }),
    },
  };
}

/** Whether two lists of actions do the same, however AWS writes them. */
export const sameActions = (left: readonly Action[], right: readonly Action[]): boolean =>
  canonicalJson(left.map(comparable)) === canonicalJson(right.map(comparable));

function comparable(action: Action, index: number): JsonObject {
  const { Order, TargetGroupArn, ForwardConfig, AuthenticateOidcConfig: oidc, ...rest } = action;
  const { ClientSecret: _hidden, UseExistingClientSecret: _asked, ...shownOidc } = oidc ?? {};
  return {
    ...(rest as JsonObject),
    order: Order ?? index + 1,
    ...(oidc !== undefined && { oidc: shownOidc }),
    ...(action.Type === 'forward' && { forward: comparableForward({ TargetGroupArn, ForwardConfig }) }),
  };
}

type ForwardMembers = Pick<Action, 'TargetGroupArn' | 'ForwardConfig'>;

function comparableForward({ TargetGroupArn, ForwardConfig }: ForwardMembers) {
  const groups = weightedTuples({ TargetGroupArn, ForwardConfig }).sort(([left], [right]) => (left < right ? -1 : 1));
  const [only] = groups;
  const { Enabled = false, DurationSeconds } = ForwardConfig?.TargetGroupStickinessConfig ?? {};
  return {
    // The weight of a single group means nothing, unless it is zero.
    groups: groups.length === 1 && only?.[1] !== 0 ? [only?.[0] ?? ''] : groups,
    sticky: Enabled ? (DurationSeconds ?? 0) : false,
  } as JsonObject;
}

/** ARN and weight of each group that a forward action names. */
function weightedTuples({ TargetGroupArn, ForwardConfig }: ForwardMembers): [string, number][] {
  const named: readonly TargetGroupTuple[] = ForwardConfig?.TargetGroups ?? [{ TargetGroupArn }];
  return named.map(({ TargetGroupArn: arn = '', Weight = 1 }) => [arn, Weight]);
}

/**
 * What may be sent: AWS hides the client secret of an authentication when it describes it, and keeps the one it has only
 * when told to.
 */
export const sendableActions = (actions: readonly Action[]): Action[] =>
  actions.map((action) => {
    const { AuthenticateOidcConfig: oidc, TargetGroupArn, ...rest } = action;
    const single = action.ForwardConfig === undefined && TargetGroupArn !== undefined ? { TargetGroupArn } : {};
    return {
      ...rest,
      ...single,
      ...(oidc !== undefined && { AuthenticateOidcConfig: { ...oidc, UseExistingClientSecret: true } }),
    };
  });

/** Actions in the form of a plan's parameters. */
export const actionParams = (actions: readonly Action[]): ActionParams[] =>
  actions.map((action) => JSON.parse(canonicalJson(action)) as ActionParams);

/** `forward to …/west 100, …/east 0`: what the listener or rule does, for people. */
export const actionsText = (actions: readonly Action[]): string => actions.map(actionText).join(', then ');

function actionText(action: Action): string {
  if (action.Type !== 'forward') return action.Type ?? 'unknown';
  return `forward to ${weightedTuples(action)
    .map(([arn, weight]) => `${arn} (weight ${weight})`)
    .join(', ')}`;
}
