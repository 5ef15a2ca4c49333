import type { OperationRequest, ResourceChoice } from '@breakwater/core';
import { Type, type Static } from 'typebox';
import { AcceptLossSeconds, MaxLossSeconds } from '../steps/loss.ts';
import { strict } from '../steps/selection.ts';
import { GROUP_PATTERN, groupReplicaId, INSTANCE_PATTERN } from './replica-id.ts';

const ManagedInstanceId = Type.String({ pattern: `^${INSTANCE_PATTERN}$` });

export const GroupFailoverParams = Type.Object(
  {
    availabilityGroup: Type.String({ pattern: `^${GROUP_PATTERN}$` }),
    targetInstanceId: Type.String({
      ...ManagedInstanceId,
      description: 'the instance with the replica that is to become the primary; Systems Manager reaches it',
    }),
    sqlInstance: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9_.\\\\-]{1,64}$',
        description: 'SQL Server there, as sqlcmd -S takes it; . unless given',
      }),
    ),
    allowDataLoss: Type.Optional(
      Type.Boolean({ description: 'force the failover when the replica is not synchronised; never done without' }),
    ),
    maxLossSeconds: Type.Optional(MaxLossSeconds),
    acceptLossSeconds: AcceptLossSeconds,
  },
  strict,
);
export type GroupFailoverParams = Static<typeof GroupFailoverParams>;
export type GroupFailoverRequest = OperationRequest<GroupFailoverParams>;

export const GroupFailoverOutputs = Type.Object(
  {
    availabilityGroup: Type.String(),
    primaryInstanceId: Type.String(),
    primaryReplica: Type.Optional(Type.String({ description: 'as SQL Server names it' })),
    previousPrimaryReplica: Type.Optional(Type.String()),
    isForced: Type.Optional(Type.Boolean({ description: 'data may have been lost' })),
  },
  strict,
);

export const chosenReplica = ({ availabilityGroup, targetInstanceId }: GroupFailoverParams): ResourceChoice => ({
  kind: 'selection',
  selection: { ids: [groupReplicaId({ group: availabilityGroup, instanceId: targetInstanceId })] },
});
