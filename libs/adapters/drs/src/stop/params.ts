import { Type, type Static } from 'typebox';
import { SelectionSchema, type OperationRequest, type ResourceChoice } from '@breakwater/core';
import { SourceServerId } from '../recover/params.ts';
import { RecoveryInstanceId } from '../terminate/params.ts';

const strict = { additionalProperties: false } as const;
const manyOf = (item: typeof SourceServerId, description: string) =>
  Type.Optional(Type.Array(item, { minItems: 1, maxItems: 4000, uniqueItems: true, description }));

export const StopParams = Type.Object(
  {
    sourceServerIds: manyOf(SourceServerId, 'source servers whose replication ends'),
    recoveryInstanceIds: manyOf(
      RecoveryInstanceId,
      'recovery instances whose way back ends: the reversed source servers that replicate them are meant',
    ),
    select: Type.Optional(SelectionSchema),
    includeProtected: Type.Optional(
      Type.Boolean({ description: 'also servers that protect production; their recovery points are deleted for good' }),
    ),
  },
  {
    ...strict,
    oneOf: [{ required: ['sourceServerIds'] }, { required: ['recoveryInstanceIds'] }, { required: ['select'] }],
  },
);
export type StopParams = Static<typeof StopParams>;

export const StopOutputs = Type.Object(
  { sourceServerIds: Type.Array(Type.String(), { description: 'what replicates no more, sorted' }) },
  strict,
);

export type StopRequest = OperationRequest<StopParams>;

/** @returns `undefined` when recovery instances are named, which are no source servers */
export function chosenToStop({ sourceServerIds, select }: StopParams): ResourceChoice | undefined {
  if (sourceServerIds !== undefined) return { kind: 'selection', selection: { ids: sourceServerIds } };
  return select && { kind: 'selection', selection: select };
}

/** What this attempt acts on: source servers, or the recovery instances that they replicate. */
export const itemsToStop = ({ params, resources, only }: StopRequest): readonly string[] =>
  only ?? params.recoveryInstanceIds ?? resources.map(({ id }) => id);
