import type { OperationRequest } from '@breakwater/core';
import { Type, type Static } from 'typebox';
import { documentParams } from '../targets/document-params.ts';

const strict = { additionalProperties: false } as const;

export const RunAutomationParams = Type.Object(
  {
    ...documentParams,
    longestMinutes: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10_080,
        default: 60,
        description: 'the longest that it is expected to take, where the step has no timeoutMinutes',
      }),
    ),
  },
  strict,
);
export type RunAutomationParams = Static<typeof RunAutomationParams>;
export type RunAutomationRequest = OperationRequest<RunAutomationParams>;

export const RunAutomationOutputs = Type.Object(
  {
    automationExecutionId: Type.String(),
    outputs: Type.Record(Type.String(), Type.Array(Type.String()), {
      description: 'what the document declares as its outputs, for instance "create.InstanceId"',
    }),
  },
  strict,
);
