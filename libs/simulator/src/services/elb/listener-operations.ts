import type { Answer } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { readActions, refuseUnusable, renderAction } from './actions.ts';
import { describeElb } from './describe-elb.ts';
import { elbError, refuseUnread, requireText, validationError } from './elb-errors.ts';
import { ruleArn } from './elb-arns.ts';
import { listenerOf, ruleOf } from './elb-lookup.ts';
import type { Listener, ListenerRule, RuleCondition } from './elb-state.ts';
import { noteUse } from './group-use.ts';

export const describeListeners = describeElb<Listener, { balancerArn: string | undefined }>({
  name: 'DescribeListeners',
  list: 'Listeners',
  keys: { ListenerArns: ({ arn }) => arn },
  notFound: ['ListenerNotFound', 'Listener'],
  readScope: (params) => ({ balancerArn: params.text('LoadBalancerArn') }),
  items: ({ place }, { balancerArn }) => {
    if (balancerArn !== undefined && !place.elb.loadBalancers.has(balancerArn)) {
      throw elbError('LoadBalancerNotFound', `One or more load balancers not found: '${balancerArn}'`);
    }
    return [...place.elb.listeners.values()].filter(
      ({ loadBalancer }) => balancerArn === undefined || loadBalancer.arn === balancerArn,
    );
  },
  render: renderListener,
});

function renderListener(listener: Listener): Answer {
  return {
    ListenerArn: listener.arn,
    LoadBalancerArn: listener.loadBalancer.arn,
    Port: listener.port,
    Protocol: listener.protocol,
    DefaultActions: listener.defaultActions.map(renderAction),
  };
}

/** Replaces the default actions as a whole, as the service does with every list. */
export const modifyListener = defineOperation({
  name: 'ModifyListener',
  writes: true,
  input: (params: QueryParams) => {
    const input = { arn: requireText(params, 'ListenerArn'), actions: readActions(params, 'DefaultActions') };
    refuseUnread(params);
    if (!input.actions) throw validationError('The simulator models changes of DefaultActions, and there is none');
    return { arn: input.arn, actions: input.actions };
  },
  resources: ({ arn }) => [arn],
  run: (call, { arn, actions }) => {
    const listener = listenerOf(call, arn);
    refuseUnusable(call, listener.loadBalancer, actions);
    listener.defaultActions = actions;
    noteUse(call.place.elb, call.now);
    call.note(arn, 'default actions replaced');
    return { Listeners: [renderListener(listener)] };
  },
});

interface ShownRule {
  readonly listener: Listener;
  /** The default rule when absent. */
  readonly rule?: ListenerRule;
}

const arnOf = ({ listener, rule }: ShownRule): string => rule?.arn ?? ruleArn(listener.arn, 'default');

export const describeRules = describeElb<ShownRule, { listenerArn: string | undefined }>({
  name: 'DescribeRules',
  list: 'Rules',
  keys: { RuleArns: arnOf },
  notFound: ['RuleNotFound', 'Rule'],
  readScope: (params) => ({ listenerArn: params.text('ListenerArn') }),
  items: (call, { listenerArn }) => {
    const listeners =
      listenerArn === undefined ? [...call.place.elb.listeners.values()] : [listenerOf(call, listenerArn)];
    return listeners.flatMap((listener) => [...listener.rules.map((rule) => ({ listener, rule })), { listener }]);
  },
  render: renderRule,
});

function renderRule({ listener, rule }: ShownRule): Answer {
  return {
    RuleArn: arnOf({ listener, ...(rule ? { rule } : {}) }),
    Priority: rule?.priority ?? 'default',
    Conditions: (rule?.conditions ?? []).map(renderCondition),
    Actions: (rule?.actions ?? listener.defaultActions).map(renderAction),
    IsDefault: rule === undefined,
  };
}

const CONDITION_CONFIGS = { 'host-header': 'HostHeaderConfig', 'path-pattern': 'PathPatternConfig' } as const;

function renderCondition({ field, values }: RuleCondition): Answer {
  return { Field: field, Values: values, [CONDITION_CONFIGS[field]]: { Values: values } };
}

/** Replaces the lists that the request holds; the default rule belongs to ModifyListener. */
export const modifyRule = defineOperation({
  name: 'ModifyRule',
  writes: true,
  input: (params: QueryParams) => {
    const input = {
      arn: requireText(params, 'RuleArn'),
      actions: readActions(params, 'Actions'),
      conditions: readConditions(params),
    };
    refuseUnread(params);
    return input;
  },
  resources: ({ arn }) => [arn],
  run: (call, { arn, actions, conditions }) => {
    const isDefault = [...call.place.elb.listeners.values()].some((listener) => arnOf({ listener }) === arn);
    if (isDefault) throw elbError('OperationNotPermitted', `Default rule '${arn}' cannot be modified`);
    const { listener, rule } = ruleOf(call, arn);
    if (actions) {
      refuseUnusable(call, listener.loadBalancer, actions);
      rule.actions = actions;
    }
    if (conditions.length > 0) rule.conditions = conditions;
    noteUse(call.place.elb, call.now);
    call.note(arn, 'rule modified');
    return { Rules: [renderRule({ listener, rule })] };
  },
});

function readConditions(params: QueryParams): RuleCondition[] {
  return params.structures('Conditions.member', (prefix) => {
    const field = requireText(params, `${prefix}.Field`);
    if (field !== 'host-header' && field !== 'path-pattern') {
      throw validationError(`The simulator models conditions on host-header and path-pattern, not on ${field}`);
    }
    const plain = params.list(`${prefix}.Values.member`);
    const configured = params.list(`${prefix}.${CONDITION_CONFIGS[field]}.Values.member`);
    return { field, values: configured.length > 0 ? configured : plain };
  });
}
