import { Type, type Static } from 'typebox';
import type { JsonObject, OperationRequest } from '@breakwater/core';
import { TargetGroupArn } from '../targets/params.ts';

const strict = { additionalProperties: false } as const;

const AnyObject = Type.Unsafe<JsonObject>(Type.Object({}, { additionalProperties: true }));

/** An action as `describe-listeners` and `describe-rules` give it. */
const Action = Type.Object(
  {
    Type: Type.String({ minLength: 1 }),
    Order: Type.Optional(Type.Integer({ minimum: 1 })),
    TargetGroupArn: Type.Optional(Type.String()),
    ForwardConfig: Type.Optional(AnyObject),
    AuthenticateOidcConfig: Type.Optional(AnyObject),
    AuthenticateCognitoConfig: Type.Optional(AnyObject),
    JwtValidationConfig: Type.Optional(AnyObject),
    RedirectConfig: Type.Optional(AnyObject),
    FixedResponseConfig: Type.Optional(AnyObject),
  },
  strict,
);

const Weighted = Type.Object(
  {
    targetGroupArn: TargetGroupArn,
    weight: Type.Optional(Type.Integer({ minimum: 0, maximum: 999, description: 'default 1' })),
  },
  strict,
);

export const UpdateListenerParams = Type.Object(
  {
    listenerArn: Type.Optional(
      Type.String({
        pattern: '^arn:[^:]+:elasticloadbalancing:[^:]+:[0-9]{12}:listener/.+$',
        description: 'its default action',
      }),
    ),
    ruleArn: Type.Optional(
      Type.String({ pattern: '^arn:[^:]+:elasticloadbalancing:[^:]+:[0-9]{12}:listener-rule/.+$' }),
    ),
    forward: Type.Optional(
      Type.Array(Weighted, {
        minItems: 1,
        maxItems: 5,
        description: 'takes the place of the present forward, redirect or fixed response; other actions stay',
      }),
    ),
    minHealthyTargets: Type.Optional(
      Type.Integer({ minimum: 1, description: 'healthy targets that each group with a weight needs; default 1' }),
    ),
    actions: Type.Optional(
      Type.Array(Action, { minItems: 1, maxItems: 10, description: 'all actions, to bring back what was' }),
    ),
  },
  {
    ...strict,
    oneOf: [{ required: ['listenerArn'] }, { required: ['ruleArn'] }],
    anyOf: [
      { required: ['forward'], not: { required: ['actions'] } },
      { required: ['actions'], not: { anyOf: [{ required: ['forward'] }, { required: ['minHealthyTargets'] }] } },
    ],
  },
);
export type UpdateListenerParams = Static<typeof UpdateListenerParams>;
export type ActionParams = Static<typeof Action>;
export type WeightedGroup = Static<typeof Weighted>;

export const UpdateListenerOutputs = Type.Object(
  { arn: Type.String(), targetGroupArns: Type.Array(Type.String(), { description: 'groups that get traffic' }) },
  strict,
);

export type UpdateListenerRequest = OperationRequest<UpdateListenerParams>;

/** The listener or the rule. */
export const arnOf = ({ listenerArn, ruleArn }: UpdateListenerParams): string => ruleArn ?? listenerArn ?? '';

export const weightOf = ({ weight = 1 }: WeightedGroup): number => weight;
