import type { OperationRequest } from '@breakwater/core';
import { Type, type Static } from 'typebox';
import { strict } from '../steps/selection.ts';

export const DeleteRestoredParams = Type.Object(
  {
    databaseArns: Type.Array(Type.String({ pattern: '^arn:aws[a-z-]*:rds:[a-z0-9-]+:\\d{12}:(cluster|db):.+$' }), {
      minItems: 1,
      maxItems: 100,
      uniqueItems: true,
    }),
    ofExecution: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 256,
        description: 'the execution that restored them; this one unless given',
      }),
    ),
    includeReal: Type.Optional(
      Type.Boolean({ description: 'also databases that were restored for real, which carry no expiry' }),
    ),
  },
  strict,
);
export type DeleteRestoredParams = Static<typeof DeleteRestoredParams>;
export type DeleteRestoredRequest = OperationRequest<DeleteRestoredParams>;

export const DeleteRestoredOutputs = Type.Object({ databaseArns: Type.Array(Type.String()) }, strict);
