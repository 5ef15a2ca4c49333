import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  ModifyListenerCommand,
  ModifyRuleCommand,
  type Action,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ELB } from '@breakwater/aws';
import { ELB_WRITES } from '../service/clients.ts';
import type { Regional } from '../service/regional.ts';
import { sendableActions } from './actions.ts';
import type { UpdateListenerParams } from './params.ts';

/** The actions of the listener or the rule, in their order. */
export async function readActions(
  { aws, target, signal }: Regional,
  { listenerArn, ruleArn }: UpdateListenerParams,
): Promise<Action[]> {
  const client = aws.client(ELB, target);
  const options = { abortSignal: signal };
  if (ruleArn !== undefined) {
    const { Rules = [] } = await client.send(new DescribeRulesCommand({ RuleArns: [ruleArn] }), options);
    return inOrder(Rules[0]?.Actions ?? []);
  }
  const command = new DescribeListenersCommand({ ListenerArns: listenerArn === undefined ? [] : [listenerArn] });
  const { Listeners = [] } = await client.send(command, options);
  return inOrder(Listeners[0]?.DefaultActions ?? []);
}

const inOrder = (actions: readonly Action[]): Action[] =>
  actions.toSorted((left, right) => (left.Order ?? 0) - (right.Order ?? 0));

/** Replaces all actions: the service knows no other way, and checks no version. */
export async function writeActions(
  { aws, target, signal }: Regional,
  { listenerArn, ruleArn }: UpdateListenerParams,
  actions: readonly Action[],
): Promise<void> {
  const client = aws.client(ELB_WRITES, target);
  const all = sendableActions(actions);
  const options = { abortSignal: signal };
  if (ruleArn !== undefined) await client.send(new ModifyRuleCommand({ RuleArn: ruleArn, Actions: all }), options);
  else await client.send(new ModifyListenerCommand({ ListenerArn: listenerArn, DefaultActions: all }), options);
}
