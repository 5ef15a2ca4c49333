import { Type, type Static } from 'typebox';
import { SelectionSchema, type OperationRequest, type ResourceChoice } from '@breakwater/core';
import { SourceServerId } from '../recover/params.ts';
import { RecoveryInstanceId } from '../terminate/params.ts';

export const FailbackParams = Type.Object(
  {
    recoveryInstanceIds: Type.Optional(
      Type.Array(RecoveryInstanceId, {
        minItems: 1,
        maxItems: 4000,
        uniqueItems: true,
        description: 'the recovery instances that replicate back; their reversed source servers are launched',
      }),
    ),
    sourceServerIds: Type.Optional(
      Type.Array(SourceServerId, {
        minItems: 1,
        maxItems: 4000,
        uniqueItems: true,
        description: 'the reversed source servers, in the Region of origin',
      }),
    ),
    select: Type.Optional(SelectionSchema),
  },
  {
    additionalProperties: false,
    oneOf: [{ required: ['recoveryInstanceIds'] }, { required: ['sourceServerIds'] }, { required: ['select'] }],
  },
);
export type FailbackParams = Static<typeof FailbackParams>;

export type FailbackRequest = OperationRequest<FailbackParams>;

/** @returns `undefined` when recovery instances are named, which are no source servers */
export function chosenReversed({ sourceServerIds, select }: FailbackParams): ResourceChoice | undefined {
  if (sourceServerIds !== undefined) return { kind: 'selection', selection: { ids: sourceServerIds } };
  return select && { kind: 'selection', selection: select };
}
