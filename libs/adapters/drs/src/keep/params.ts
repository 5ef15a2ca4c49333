import { Type, type Static } from 'typebox';
import type { HeldResource, OperationRequest } from '@breakwater/core';
import { SourceServerId } from '../recover/params.ts';
import { RecoveryInstanceId } from '../terminate/params.ts';

const strict = { additionalProperties: false } as const;
const MOST = 4000;

export const KeepParams = Type.Object(
  {
    recoveryInstanceIds: Type.Array(RecoveryInstanceId, { minItems: 1, maxItems: MOST, uniqueItems: true }),
    ofExecution: Type.String({ minLength: 1, maxLength: 256, description: 'the drill that launched them' }),
    sourceServerIds: Type.Optional(
      Type.Array(SourceServerId, {
        maxItems: MOST,
        uniqueItems: true,
        description: 'what they were launched from: no other execution launches it meanwhile',
      }),
    ),
  },
  strict,
);
export type KeepParams = Static<typeof KeepParams>;

export const KeepOutputs = Type.Object(
  {
    recoveryInstanceIds: Type.Array(Type.String(), { description: 'what is kept, sorted' }),
    instanceIds: Type.Array(Type.String()),
  },
  strict,
);

export type KeepRequest = OperationRequest<KeepParams>;

/** What this attempt acts on. */
export const itemsToKeep = ({ params, only }: KeepRequest): readonly string[] => only ?? params.recoveryInstanceIds;

/** A clean-up has the instances, and a drill or a recovery the servers: neither goes on beside a keep. */
export const heldByKeep = ({ recoveryInstanceIds, sourceServerIds = [] }: KeepParams): readonly HeldResource[] =>
  [...recoveryInstanceIds, ...sourceServerIds].map((id) => ({ id }));
