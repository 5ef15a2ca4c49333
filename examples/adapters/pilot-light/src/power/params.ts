import { Type, type Static } from 'typebox';
import type { OperationRequest, ResourceChoice } from '@breakwater/core';

/** One of the two. */
export const PowerParams = Type.Object(
  {
    protectionGroup: Type.Optional(Type.String({ minLength: 1, description: 'a protection group of pilot-light' })),
    instanceIds: Type.Optional(
      Type.Array(Type.String({ pattern: '^i-[0-9a-f]{8,17}$' }), { minItems: 1, maxItems: 1000 }),
    ),
  },
  { additionalProperties: false, minProperties: 1, maxProperties: 1 },
);
export type PowerParams = Static<typeof PowerParams>;
export type PowerRequest = OperationRequest<PowerParams>;

export const PowerOutputs = Type.Object({
  instances: Type.Array(
    Type.Object({ instanceId: Type.String(), privateIp: Type.Union([Type.String(), Type.Null()]) }),
  ),
});

export function choiceOf({ protectionGroup, instanceIds = [] }: PowerParams): ResourceChoice {
  return protectionGroup === undefined
    ? { kind: 'selection', selection: { ids: [...instanceIds] } }
    : { kind: 'protection-group', name: protectionGroup };
}

/** The instances that this attempt is about: a retry leaves alone what succeeded. */
export const idsOf = ({ only, resources }: PowerRequest): readonly string[] => only ?? resources.map(({ id }) => id);
