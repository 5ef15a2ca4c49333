import type { OperationRequest } from '@breakwater/core';
import { Type, type Static } from 'typebox';
import { exactlyOneOf, ids, ProtectionGroupName, Select, strict } from '../steps/selection.ts';

export const RebootParams = Type.Object(
  {
    instanceIds: ids('Multi-AZ DB instances'),
    protectionGroup: ProtectionGroupName,
    select: Select,
    toZone: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9-]+$',
        description: 'the zone that they are to run in, us-west-2b; nothing is done to one that runs there already',
      }),
    ),
  },
  { ...strict, ...exactlyOneOf('instanceIds', 'protectionGroup', 'select') },
);
export type RebootParams = Static<typeof RebootParams>;
export type RebootRequest = OperationRequest<RebootParams>;

export const RebootOutputs = Type.Object(
  {
    instances: Type.Array(
      Type.Object(
        {
          instanceId: Type.String(),
          zone: Type.String(),
          endpoint: Type.Optional(Type.String()),
          port: Type.Optional(Type.Integer()),
        },
        strict,
      ),
      { description: 'those that run in another zone now' },
    ),
  },
  strict,
);
