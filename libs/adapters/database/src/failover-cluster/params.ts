import type { OperationRequest } from '@breakwater/core';
import { Type, type Static } from 'typebox';
import { DatabaseId, exactlyOneOf, ids, ProtectionGroupName, Select, strict } from '../steps/selection.ts';

export const FailoverClusterParams = Type.Object(
  {
    clusterIds: ids('Aurora or Multi-AZ DB clusters'),
    protectionGroup: ProtectionGroupName,
    select: Select,
    targetInstanceId: Type.Optional(
      Type.String({
        ...DatabaseId,
        description: 'the reader that is to write; only for a single cluster. Nothing is done when it writes already',
      }),
    ),
  },
  { ...strict, ...exactlyOneOf('clusterIds', 'protectionGroup', 'select') },
);
export type FailoverClusterParams = Static<typeof FailoverClusterParams>;

export type FailoverClusterRequest = OperationRequest<FailoverClusterParams>;

export const FailoverClusterOutputs = Type.Object(
  {
    clusters: Type.Array(
      Type.Object(
        {
          clusterId: Type.String(),
          clusterArn: Type.String(),
          writerInstanceId: Type.String(),
          endpoint: Type.Optional(Type.String()),
          port: Type.Optional(Type.Integer()),
        },
        strict,
      ),
      { description: 'those whose writer has moved, sorted by ARN' },
    ),
  },
  strict,
);
