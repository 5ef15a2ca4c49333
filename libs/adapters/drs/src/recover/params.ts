import { Type, type Static } from 'typebox';
import { SelectionSchema, type OperationRequest, type ResourceChoice } from '@breakwater/core';

const strict = { additionalProperties: false } as const;
export const SourceServerId = Type.String({ pattern: '^s-[0-9a-zA-Z]{17}$' });

/** A moment, for instance `2026-11-23T02:41:00Z`; `Z` or an offset is required, local time would be a guess. */
const INSTANT = '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?(Z|[+-]\\d{2}:\\d{2})';

export const RecoverParams = Type.Object(
  {
    sourceServerIds: Type.Optional(Type.Array(SourceServerId, { minItems: 1, maxItems: 4000, uniqueItems: true })),
    protectionGroup: Type.Optional(Type.String({ minLength: 1, maxLength: 63 })),
    select: Type.Optional(SelectionSchema),
    recoverTo: Type.Optional(
      Type.String({
        pattern: `^(auto|latest|${INSTANT})$`,
        description:
          'auto (default): the newest recovery point when the origin Region is dark, the latest data otherwise; latest: ask DRS for a fresh snapshot; or an instant: the newest recovery point not after it',
      }),
    ),
  },
  {
    ...strict,
    oneOf: [{ required: ['sourceServerIds'] }, { required: ['protectionGroup'] }, { required: ['select'] }],
  },
);
export type RecoverParams = Static<typeof RecoverParams>;

export const RecoverOutputs = Type.Object(
  {
    instances: Type.Array(
      Type.Object(
        {
          sourceServerId: Type.String(),
          name: Type.Optional(Type.String()),
          instanceId: Type.String(),
          recoveryInstanceId: Type.String(),
          privateIp: Type.Optional(Type.String()),
          recoveryPointAt: Type.Optional(Type.String()),
        },
        strict,
      ),
      { description: 'what was launched, sorted by source server' },
    ),
    recoveryInstanceIds: Type.Array(Type.String()),
    instanceIds: Type.Array(Type.String()),
  },
  strict,
);
export type RecoverOutputs = Static<typeof RecoverOutputs>;
export type RecoveredInstance = RecoverOutputs['instances'][number];

export type RecoverRequest = OperationRequest<RecoverParams>;

/** @returns `undefined` when the parameters name none; the schema asks for exactly one */
export function chosen({ sourceServerIds, protectionGroup, select }: RecoverParams): ResourceChoice | undefined {
  if (sourceServerIds !== undefined) return { kind: 'selection', selection: { ids: sourceServerIds } };
  if (protectionGroup !== undefined) return { kind: 'protection-group', name: protectionGroup };
  return select && { kind: 'selection', selection: select };
}

export const isDrill = ({ mode }: Pick<RecoverRequest, 'mode'>): boolean => mode === 'drill';

/** What this attempt acts on: everything, or what an earlier attempt left undone. */
export const serversToRecover = ({ resources, only }: RecoverRequest) => {
  const wanted = only && new Set(only);
  return wanted === undefined ? resources : resources.filter(({ id }) => wanted.has(id));
};
