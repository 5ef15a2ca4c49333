import type { OperationRequest } from '@breakwater/core';
import { Type, type Static } from 'typebox';
import { AcceptLossSeconds, MaxLossSeconds } from '../steps/loss.ts';
import { exactlyOneOf, ids, ProtectionGroupName, Select, strict } from '../steps/selection.ts';

export const PromoteParams = Type.Object(
  {
    instanceIds: ids('read replicas that are instances'),
    clusterIds: ids('Aurora MySQL clusters that copy another Region by binlog; not those of a global database'),
    protectionGroup: ProtectionGroupName,
    select: Select,
    maxLossSeconds: Type.Optional(MaxLossSeconds),
    acceptLossSeconds: AcceptLossSeconds,
    backupRetentionDays: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 35,
        description: 'automated backups of promoted instances; a replica often has none',
      }),
    ),
  },
  { ...strict, ...exactlyOneOf('instanceIds', 'clusterIds', 'protectionGroup', 'select') },
);
export type PromoteParams = Static<typeof PromoteParams>;
export type PromoteRequest = OperationRequest<PromoteParams>;

export const PromoteOutputs = Type.Object(
  {
    databases: Type.Array(
      Type.Object(
        {
          arn: Type.String(),
          id: Type.String(),
          endpoint: Type.Optional(Type.String()),
          port: Type.Optional(Type.Integer()),
          previousSource: Type.Optional(Type.String()),
        },
        strict,
      ),
      { description: 'those that stand alone now' },
    ),
  },
  strict,
);
