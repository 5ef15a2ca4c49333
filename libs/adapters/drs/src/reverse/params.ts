import { Type, type Static } from 'typebox';
import { SelectionSchema, type OperationRequest, type ResourceChoice } from '@breakwater/core';
import { SourceServerId } from '../recover/params.ts';
import { RecoveryInstanceId } from '../terminate/params.ts';

const strict = { additionalProperties: false } as const;

export const ReverseParams = Type.Object(
  {
    recoveryInstanceIds: Type.Optional(
      Type.Array(RecoveryInstanceId, { minItems: 1, maxItems: 4000, uniqueItems: true }),
    ),
    sourceServerIds: Type.Optional(
      Type.Array(SourceServerId, {
        minItems: 1,
        maxItems: 4000,
        uniqueItems: true,
        description: 'source servers whose real recovery instances are meant',
      }),
    ),
    protectionGroup: Type.Optional(Type.String({ minLength: 1, maxLength: 63 })),
    select: Type.Optional(SelectionSchema),
  },
  {
    ...strict,
    oneOf: [
      { required: ['recoveryInstanceIds'] },
      { required: ['sourceServerIds'] },
      { required: ['protectionGroup'] },
      { required: ['select'] },
    ],
  },
);
export type ReverseParams = Static<typeof ReverseParams>;

export const ReverseOutputs = Type.Object(
  {
    servers: Type.Array(
      Type.Object(
        { recoveryInstanceId: Type.String(), sourceServerId: Type.String({ description: 'of the reversed server' }) },
        strict,
      ),
      { description: 'what replicates back, sorted by recovery instance' },
    ),
    recoveryInstanceIds: Type.Array(Type.String()),
    sourceServerIds: Type.Array(Type.String(), { description: 'the reversed source servers in the origin Region' }),
  },
  strict,
);
export type ReverseOutputs = Static<typeof ReverseOutputs>;

export type ReverseRequest = OperationRequest<ReverseParams>;

/** @returns `undefined` when recovery instances are named, which are no source servers */
export function chosenServers({ sourceServerIds, protectionGroup, select }: ReverseParams): ResourceChoice | undefined {
  if (sourceServerIds !== undefined) return { kind: 'selection', selection: { ids: sourceServerIds } };
  if (protectionGroup !== undefined) return { kind: 'protection-group', name: protectionGroup };
  return select && { kind: 'selection', selection: select };
}

/** What this attempt acts on: recovery instances, or the source servers whose recovery instances are meant. */
export const itemsOf = ({ params, resources, only }: ReverseRequest): readonly string[] =>
  only ?? params.recoveryInstanceIds ?? resources.map(({ id }) => id);
