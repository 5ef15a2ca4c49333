import type { OperationRequest, ResourceChoice } from '@breakwater/core';
import { Type, type Static } from 'typebox';
import { CLUSTER_ARN_PATTERN } from '../service/arn.ts';
import { AcceptLossSeconds, MaxLossSeconds } from '../steps/loss.ts';
import { DatabaseId, strict } from '../steps/selection.ts';

const members = {
  globalClusterId: DatabaseId,
  targetClusterArn: Type.String({
    pattern: CLUSTER_ARN_PATTERN,
    description: 'the secondary cluster that is to become the primary',
  }),
};

export const SwitchoverGlobalParams = Type.Object(members, strict);
export type SwitchoverGlobalParams = Static<typeof SwitchoverGlobalParams>;

export const FailoverGlobalParams = Type.Object(
  { ...members, maxLossSeconds: MaxLossSeconds, acceptLossSeconds: AcceptLossSeconds },
  strict,
);
export type FailoverGlobalParams = Static<typeof FailoverGlobalParams>;

export type SwitchoverGlobalRequest = OperationRequest<SwitchoverGlobalParams>;
export type FailoverGlobalRequest = OperationRequest<FailoverGlobalParams>;

export const GlobalOutputs = Type.Object(
  {
    globalClusterId: Type.String(),
    clusterArn: Type.Optional(Type.String({ description: 'the primary cluster now' })),
    previousPrimaryArn: Type.Optional(Type.String()),
    endpoint: Type.Optional(Type.String({ description: "the promoted cluster's own writer endpoint" })),
    readerEndpoint: Type.Optional(Type.String()),
    globalEndpoint: Type.Optional(Type.String({ description: 'the global writer endpoint, which follows the writer' })),
    port: Type.Optional(Type.Integer()),
  },
  strict,
);

/** The step holds the cluster that is to become the primary. */
export const chosenTarget = ({ targetClusterArn }: SwitchoverGlobalParams): ResourceChoice => ({
  kind: 'selection',
  selection: { ids: [targetClusterArn] },
});
