import { Type, type Static } from 'typebox';
import type { OperationRequest } from '@breakwater/core';

const strict = { additionalProperties: false } as const;

export const RecoveryInstanceId = Type.String({ pattern: '^i-[0-9a-zA-Z]{8,17}$' });

export const TerminateParams = Type.Object(
  {
    recoveryInstanceIds: Type.Optional(
      Type.Array(RecoveryInstanceId, { minItems: 1, maxItems: 4000, uniqueItems: true }),
    ),
    ofExecution: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 256,
        description: 'the execution that launched them; without recoveryInstanceIds, all its instances are meant',
      }),
    ),
    includeReal: Type.Optional(
      Type.Boolean({
        description:
          'also real recovery instances, and drill instances that are kept for real; their termination protection is lifted first',
      }),
    ),
  },
  { ...strict, anyOf: [{ required: ['recoveryInstanceIds'] }, { required: ['ofExecution'] }] },
);
export type TerminateParams = Static<typeof TerminateParams>;

export const TerminateOutputs = Type.Object(
  {
    recoveryInstanceIds: Type.Array(Type.String(), { description: 'what was terminated' }),
    keptInstanceIds: Type.Array(Type.String(), { description: 'what stays, since somebody keeps it for real' }),
  },
  strict,
);

export type TerminateRequest = OperationRequest<TerminateParams>;

/** The execution whose instances may be terminated: the one named, or this one. */
export const ownerOf = ({ params, executionId }: TerminateRequest): string => params.ofExecution ?? executionId;
