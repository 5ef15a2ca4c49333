import type { OperationRequest } from '@breakwater/core';
import { Type, type Static } from 'typebox';

const strict = { additionalProperties: false } as const;

export const InvokeLambdaParams = Type.Object(
  {
    function: Type.String({ minLength: 1, maxLength: 256, description: 'name or ARN of the function' }),
    qualifier: Type.Optional(
      Type.String({ pattern: '^(\\$LATEST|[a-zA-Z0-9_-]{1,128})$', description: 'version or alias' }),
    ),
    payload: Type.Optional(Type.Unknown({ description: 'what the function receives, as JSON' })),
    invocation: Type.Optional(
      Type.Union([Type.Literal('request-response'), Type.Literal('event')], {
        default: 'request-response',
        description: 'event: Lambda queues it, and how it ends is not learned',
      }),
    ),
    idempotent: Type.Optional(
      Type.Boolean({
        description:
          'the function has the same effect when it is invoked again: an invocation whose answer is lost is repeated instead of being left to a person',
      }),
    ),
    durable: Type.Optional(
      Type.Boolean({
        description: 'a durable function: it runs under a name that makes a repeated invocation mean the same run',
      }),
    ),
  },
  strict,
);
export type InvokeLambdaParams = Static<typeof InvokeLambdaParams>;
export type InvokeLambdaRequest = OperationRequest<InvokeLambdaParams>;

export const InvokeLambdaOutputs = Type.Object(
  {
    payload: Type.Optional(Type.Unknown({ description: 'what the function returned' })),
    executedVersion: Type.Optional(Type.String()),
    durableExecutionArn: Type.Optional(Type.String()),
  },
  strict,
);

export const isEvent = ({ invocation }: InvokeLambdaParams): boolean => invocation === 'event';

/** Whether invoking again with the same key can do no harm: only then is an interrupted invocation repeated. */
export const isRepeatable = ({ idempotent, durable, ...params }: InvokeLambdaParams): boolean =>
  durable === true || (idempotent === true && !isEvent(params));

export const payloadText = ({ payload }: InvokeLambdaParams): string =>
  payload === undefined ? '' : (JSON.stringify(payload) ?? '');

/**
 * Bytes that Lambda takes: 6 MB with the answer waited for, 1 MB for events.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export const payloadLimit = (params: InvokeLambdaParams): number => (isEvent(params) ? 1 : 6) * 1024 * 1024;
