import type { OperationRequest } from '@breakwater/core';
import { Type, type Static } from 'typebox';
import { AcceptLossSeconds, MaxLossSeconds } from '../steps/loss.ts';
import { DatabaseId, exactlyOneOf, ids, ProtectionGroupName, Select, strict } from '../steps/selection.ts';

/** `Z` or an offset is required: local time would be a guess. */
const INSTANT = '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?(Z|[+-]\\d{2}:\\d{2})';
const Text = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 255, description }));

export const RestoreParams = Type.Object(
  {
    instanceIds: ids('instances to restore copies of'),
    clusterIds: ids('clusters to restore copies of; each copy gets one instance'),
    backupArns: Type.Optional(
      Type.Array(Type.String({ pattern: '^arn:aws[a-z-]*:rds:[a-z0-9-]+:\\d{12}:auto-backup:.+$' }), {
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        description: 'automated backups of instances, replicated to this Region',
      }),
    ),
    protectionGroup: ProtectionGroupName,
    select: Select,
    targetId: Type.Optional(
      Type.String({ ...DatabaseId, description: 'the identifier of the copy; only for a single source' }),
    ),
    targetSuffix: Type.Optional(
      Type.String({
        pattern: '^-[A-Za-z0-9-]{1,30}$',
        description:
          "put behind the source's identifier; unless given, -restored- or -drill- and a word of the execution's own",
      }),
    ),
    restoreTo: Type.Optional(
      Type.String({
        pattern: `^(latest|${INSTANT})$`,
        description: 'latest (default), or the instant that the data is to be from',
      }),
    ),
    maxLossSeconds: Type.Optional(MaxLossSeconds),
    acceptLossSeconds: AcceptLossSeconds,
    subnetGroup: Text("the account's default unless given"),
    securityGroupIds: Type.Optional(
      Type.Array(Type.String({ pattern: '^sg-[0-9a-f]+$' }), { minItems: 1, maxItems: 20 }),
    ),
    parameterGroup: Text("the engine's default unless given: parameters are not taken over from the source"),
    instanceClass: Type.Optional(Type.String({ pattern: '^db\\.', description: "the source's unless given" })),
    multiAz: Type.Optional(
      Type.Boolean({ description: 'instances only; a copy is in a single zone unless asked for' }),
    ),
    copyOnWrite: Type.Optional(
      Type.Boolean({ description: "clusters only: a clone that shares the source's volume, ready sooner" }),
    ),
  },
  {
    ...strict,
    ...exactlyOneOf('instanceIds', 'clusterIds', 'backupArns', 'protectionGroup', 'select'),
  },
);
export type RestoreParams = Static<typeof RestoreParams>;
export type RestoreRequest = OperationRequest<RestoreParams>;

export const RestoreOutputs = Type.Object(
  {
    databases: Type.Array(
      Type.Object(
        {
          sourceArn: Type.String(),
          arn: Type.String(),
          id: Type.String(),
          instanceId: Type.String({
            description: 'the instance to connect to: the copy itself, or the one of its cluster',
          }),
          endpoint: Type.Optional(Type.String()),
          port: Type.Optional(Type.Integer()),
          recoveryPointAt: Type.Optional(Type.String()),
        },
        strict,
      ),
      { description: 'the copies' },
    ),
  },
  strict,
);
