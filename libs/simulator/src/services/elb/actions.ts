import type { Answer, Call } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { elbError, requireText, validationError } from './elb-errors.ts';
import { targetGroup } from './elb-lookup.ts';
import type { ForwardTarget, ListenerAction, LoadBalancer, OtherActionType } from './elb-state.ts';
import { balancerOf, forwardedGroups } from './group-use.ts';

const CONFIGS: Readonly<Record<OtherActionType, { readonly member: string; readonly fields: readonly string[] }>> = {
  'fixed-response': { member: 'FixedResponseConfig', fields: ['StatusCode', 'ContentType', 'MessageBody'] },
  redirect: { member: 'RedirectConfig', fields: ['StatusCode', 'Protocol', 'Port', 'Host', 'Path', 'Query'] },
  'authenticate-oidc': {
    member: 'AuthenticateOidcConfig',
    fields: [
      'Issuer',
      'AuthorizationEndpoint',
      'TokenEndpoint',
      'UserInfoEndpoint',
      'ClientId',
      'UseExistingClientSecret',
    ],
  },
  'authenticate-cognito': {
    member: 'AuthenticateCognitoConfig',
    fields: ['UserPoolArn', 'UserPoolClientId', 'UserPoolDomain'],
  },
};

const MOST_GROUPS = 5;
const HIGHEST_WEIGHT = 999;

/** The actions of a request; undefined when it names none. */
export function readActions(params: QueryParams, name: string): ListenerAction[] | undefined {
  const actions = params.structures(`${name}.member`, (prefix) => readAction(params, prefix));
  if (actions.length === 0) return undefined;
  const last = [...actions].sort((a, b) => (a.order ?? 1) - (b.order ?? 1)).at(-1);
  if (last?.type.startsWith('authenticate') === true) {
    throw elbError('InvalidLoadBalancerAction', 'The last action has to be forward, redirect or fixed-response');
  }
  return actions;
}

function readAction(params: QueryParams, prefix: string): ListenerAction {
  const type = requireText(params, `${prefix}.Type`);
  const order = params.number(`${prefix}.Order`);
  const common = order === undefined ? {} : { order };
  if (type === 'forward') return { type, ...common, ...readForward(params, prefix) };
  const config = CONFIGS[type as OtherActionType];
  if (config === undefined) throw validationError(`'${type}' is not a type of action that the simulator models`);
  const settings = config.fields.flatMap((field): [string, string][] => {
    const value = params.text(`${prefix}.${config.member}.${field}`);
    return value === undefined ? [] : [[field, value]];
  });
  return { type: type as OtherActionType, ...common, settings: Object.fromEntries(settings) };
}

function readForward(params: QueryParams, prefix: string): { groups: ForwardTarget[]; stickySeconds?: number } {
  const single = params.text(`${prefix}.TargetGroupArn`);
  const config = `${prefix}.ForwardConfig`;
  const weighted = params.structures(`${config}.TargetGroups.member`, (entry): ForwardTarget => {
    const weight = params.number(`${entry}.Weight`) ?? 1;
    if (!Number.isInteger(weight) || weight < 0 || weight > HIGHEST_WEIGHT) {
      throw validationError(`The weight has to be from 0 to ${HIGHEST_WEIGHT}, not ${weight}`);
    }
    return { targetGroupArn: requireText(params, `${entry}.TargetGroupArn`), weight };
  });
  const sticky = params.flag(`${config}.TargetGroupStickinessConfig.Enabled`);
  const seconds = params.number(`${config}.TargetGroupStickinessConfig.DurationSeconds`);
  if (single !== undefined && weighted.some(({ targetGroupArn }) => targetGroupArn !== single)) {
    throw validationError(
      'A forward action cannot have a TargetGroupArn beside the other target groups of its ForwardConfig',
    );
  }
  const groups = weighted.length > 0 ? weighted : single === undefined ? [] : [{ targetGroupArn: single, weight: 1 }];
  if (groups.length === 0) throw validationError('A target group ARN must be specified for a forward action');
  if (groups.length > MOST_GROUPS) throw elbError('TooManyTargetGroups', `At most ${MOST_GROUPS} target groups`);
  return { groups, ...(sticky && seconds !== undefined ? { stickySeconds: seconds } : {}) };
}

/** @throws TargetGroupNotFound, TargetGroupAssociationLimit, InvalidConfigurationRequest */
export function refuseUnusable(call: Call, balancer: LoadBalancer, actions: readonly ListenerAction[]): void {
  for (const arn of forwardedGroups(actions)) {
    const group = targetGroup(call, arn);
    const user = balancerOf(call.place.elb, arn);
    if (user !== undefined && user.arn !== balancer.arn) {
      throw elbError(
        'TargetGroupAssociationLimit',
        `The following target groups cannot be associated with more than one load balancer: ${arn}`,
      );
    }
    if (group.vpcId !== balancer.vpcId) {
      throw elbError('InvalidConfigurationRequest', `The target group ${arn} is not in the VPC of the load balancer`);
    }
  }
}

export function renderAction(action: ListenerAction): Answer {
  const order = action.order ?? 1;
  if (action.type !== 'forward') {
    return { Type: action.type, Order: order, [CONFIGS[action.type].member]: action.settings };
  }
  const { groups, stickySeconds } = action;
  const [first, ...others] = groups;
  return {
    Type: 'forward',
    Order: order,
    ...(others.length === 0 ? { TargetGroupArn: first?.targetGroupArn } : {}),
    ForwardConfig: {
      TargetGroups: groups.map(({ targetGroupArn, weight }) => ({ TargetGroupArn: targetGroupArn, Weight: weight })),
      TargetGroupStickinessConfig: { Enabled: stickySeconds !== undefined, DurationSeconds: stickySeconds },
    },
  };
}
