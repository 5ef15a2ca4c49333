import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { OperationContext } from '@breakwater/core';
import { LOOK_SECONDS } from '../load-balancing/durations.ts';
import { whereOf } from '../service/regional.ts';
import type { Convergence, Look } from '../steps/converge.ts';
import { actionParams, actionsText, sameActions, wantedActions } from './actions.ts';
import {
  groupText,
  hasEnough,
  lacksWeight,
  readGroups,
  weightedGroups,
  whyHopeless,
  type GroupHealth,
} from './group-health.ts';
import { arnOf, type UpdateListenerRequest } from './params.ts';
import { readActions, writeActions } from './service.ts';

/** Points the listener or rule where it is wanted; done when what gets traffic is healthy. */
export function listenerConvergence(request: UpdateListenerRequest, context: OperationContext): Convergence {
  const { params } = request;
  const where = whereOf(request, context);
  const arn = arnOf(params);

  async function look(): Promise<Look> {
    const present = await readActions(where, params);
    const wanted = wantedActions(params, present);
    const isSo = sameActions(present, wanted);
    const groups = await readGroups(where, params);
    const hopeless = groups.flatMap((group) => whyHopeless(group, params, isSo) ?? []);
    if (lacksWeight(params)) return failed('no-weight', `no target group of ${arn} would have a weight`, false);
    if (hopeless.length > 0) return failed('never-healthy', hopeless.join('; '), true);
    if (!isSo) return change(present, wanted);
    const waitedFor = groups.filter((group) => !hasEnough(group, params));
    return waitedFor.length > 0 ? waiting(waitedFor) : done(present);
  }

  const change = (present: readonly Action[], wanted: readonly Action[]): Look => ({
    kind: 'change',
    progress: progress(`${actionsText(present)} -> ${actionsText(wanted)}`),
    captures: { actions: actionParams(present) },
    send: async () => {
      await writeActions(where, params, wanted);
      return {};
    },
  });

  const waiting = (groups: readonly GroupHealth[]): Look => ({
    kind: 'wait',
    progress: progress(groups.map(groupText).join(', ')),
    lookAgainInSeconds: LOOK_SECONDS,
  });

  const failed = (code: string, message: string, retryable: boolean): Look => {
    const resource = { id: arn, state: 'failed' as const, status: code, reason: message };
    return { kind: 'failed', code, message, retryable, resources: [resource] };
  };

  const done = (present: readonly Action[]): Look => ({
    kind: 'done',
    outputs: { arn, targetGroupArns: weightedGroups(params) },
    resources: [{ id: arn, state: 'succeeded', status: 'forwarding', facts: { actions: actionsText(present) } }],
  });

  return { resources: [arn], unit: 'listeners', look };
}

const progress = (detail: string) => ({ done: 0, total: 1, unit: 'listeners', detail });
