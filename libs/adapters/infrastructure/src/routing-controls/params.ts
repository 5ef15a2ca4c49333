import { Type, type Static } from 'typebox';
import type { OperationRequest } from '@breakwater/core';

const strict = { additionalProperties: false } as const;

/** A cluster has an endpoint in each of five Regions, so that it can be reached whatever is dark. */
const CLUSTER_ENDPOINTS = 5;

/** What one call takes. @see https://docs.aws.amazon.com/r53recovery/latest/dg/routing-control.quotas.html */
const MOST_CONTROLS = 10;

const Arn = Type.String({ pattern: '^arn:[A-Za-z0-9:./_-]+$', maxLength: 255 });

export const SetRoutingControlsParams = Type.Object(
  {
    clusterEndpoints: Type.Array(
      Type.Object({ url: Type.String({ pattern: '^https?://' }), region: Type.String({ minLength: 1 }) }, strict),
      {
        minItems: CLUSTER_ENDPOINTS,
        maxItems: CLUSTER_ENDPOINTS,
        uniqueItems: true,
        description: "the cluster's five Regional endpoints; kept in the plan, because asking for them needs us-west-2",
      },
    ),
    controls: Type.Array(Type.Object({ arn: Arn, state: Type.Enum(['On', 'Off']) }, strict), {
      minItems: 1,
      maxItems: MOST_CONTROLS,
      uniqueItems: true,
      description: 'set in one call, so that safety rules judge the outcome and no step on the way',
    }),
    safetyRulesToOverride: Type.Optional(
      Type.Array(Arn, {
        minItems: 1,
        uniqueItems: true,
        description: 'ARNs of safety rules that must not stop the change; without it all of them are respected',
      }),
    ),
  },
  strict,
);
export type SetRoutingControlsParams = Static<typeof SetRoutingControlsParams>;
export type ControlState = SetRoutingControlsParams['controls'][number];

export const SetRoutingControlsOutputs = Type.Object(
  { on: Type.Array(Type.String()), off: Type.Array(Type.String()) },
  { ...strict, description: 'ARNs of the controls by the state that they are in' },
);

export type SetRoutingControlsRequest = OperationRequest<SetRoutingControlsParams>;
