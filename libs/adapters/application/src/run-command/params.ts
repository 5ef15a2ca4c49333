import type { OperationRequest } from '@breakwater/core';
import { Type, type Static } from 'typebox';
import { documentParams } from '../targets/document-params.ts';
import { exactlyOneChoice, instanceChoice } from '../targets/instance-choice.ts';

const strict = { additionalProperties: false } as const;

/** A number of instances, or a share of them. */
const Amount = (description: string) => Type.String({ pattern: '^([1-9][0-9]{0,6}|[1-9][0-9]?%|100%)$', description });

export const RunCommandParams = Type.Object(
  {
    ...documentParams,
    ...instanceChoice,
    agentWaitMinutes: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 240,
        default: 15,
        description: 'how long instances that are not online in Systems Manager are waited for',
      }),
    ),
    deliveryTimeoutSeconds: Type.Optional(
      Type.Integer({
        minimum: 30,
        maximum: 2_592_000,
        default: 600,
        description: "until it must have begun; how long it may run is the document's own parameter executionTimeout",
      }),
    ),
    maxConcurrency: Type.Optional(Amount('instances at the same time, of each 50; all unless told')),
    maxErrors: Type.Optional(Amount('failures, of each 50, after which the rest is not started; never unless told')),
    captureOutput: Type.Optional(
      Type.Boolean({
        description:
          'keep what the command wrote, up to 2,500 characters an instance; it is visible to all who see the execution',
      }),
    ),
  },
  { ...strict, ...exactlyOneChoice },
);
export type RunCommandParams = Static<typeof RunCommandParams>;
export type RunCommandRequest = OperationRequest<RunCommandParams>;

export const RunCommandOutputs = Type.Object(
  {
    commandIds: Type.Array(Type.String()),
    results: Type.Array(
      Type.Object(
        {
          instanceId: Type.String(),
          status: Type.String(),
          exitCode: Type.Optional(Type.Integer()),
          output: Type.Optional(Type.String()),
        },
        strict,
      ),
      { description: 'how it ended on each instance, sorted by instance' },
    ),
  },
  strict,
);
export type RunCommandOutputs = Static<typeof RunCommandOutputs>;

/** Domain seconds; freshly launched instances take minutes to boot and register. */
export const agentWaitSeconds = ({ agentWaitMinutes = 15 }: RunCommandParams): number => agentWaitMinutes * 60;

/** Systems Manager's own default is an hour: too long to learn that an instance never heard of the command. */
export const deliveryTimeoutSeconds = ({ deliveryTimeoutSeconds: seconds = 600 }: RunCommandParams): number => seconds;

/** The author wants the command to go through the instances bit by bit. */
export const isRolling = ({ maxConcurrency, maxErrors }: RunCommandParams): boolean =>
  maxConcurrency !== undefined || maxErrors !== undefined;
