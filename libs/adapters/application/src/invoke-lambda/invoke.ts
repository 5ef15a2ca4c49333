import { errorName, errorText, faultOf } from '@breakwater/aws';
import type { Json, OperationContext } from '@breakwater/core';
import { invokeFunction, type InvocationAnswer } from '../service/functions.ts';
import { digestOf } from '../steps/label.ts';
import { isEvent, isRepeatable, payloadText, type InvokeLambdaRequest } from './params.ts';

/** How far an attempt is. */
export type InvocationState =
  /** Not invoked, or repeatable: it is to be invoked. */
  | { readonly kind: 'to-invoke'; readonly reason: string }
  /** From before the function is invoked until its answer is there. */
  | { readonly kind: 'invoking' }
  | { readonly kind: 'refused'; readonly reason: string }
  /** Whether it was invoked cannot be told. */
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'answered'; readonly answer: InvocationAnswer };

export const checkpointOf = (state: InvocationState): Json => state as unknown as Json;
export const stateOf = (checkpoint: Json): InvocationState => checkpoint as unknown as InvocationState;

/** The function is waking up, or its capacity is taken: it was not invoked. Two of these come with a status that says otherwise. */
const NOT_YET: ReadonlySet<string> = new Set([
  'ResourceConflictException',
  'ResourceNotReadyException',
  'EC2ThrottledException',
]);

/** A later worker must not invoke what may have been invoked, unless that does no harm. */
export const interrupted = ({ params }: InvokeLambdaRequest): InvocationState =>
  isRepeatable(params)
    ? { kind: 'to-invoke', reason: 'an earlier worker stopped while invoking it' }
    : {
        kind: 'unknown',
        reason:
          'an earlier worker stopped while invoking it, and whether the function ran cannot be told: look, then decide',
      };

/** Invokes the function, once; what the answer leaves open stays open. */
export async function invoke(request: InvokeLambdaRequest, context: OperationContext): Promise<InvocationState> {
  await context.saveCheckpoint(checkpointOf({ kind: 'invoking' }));
  try {
    const { target } = request;
    const answer = await invokeFunction(
      { aws: context.aws, target, signal: context.signal },
      input(request, context.key),
    );
    return { kind: 'answered', answer };
  } catch (error) {
    context.signal.throwIfAborted();
    const reason = errorText(error);
    if (NOT_YET.has(errorName(error))) return { kind: 'to-invoke', reason };
    switch (faultOf(error)) {
      case 'not-now':
        return { kind: 'to-invoke', reason };
      case 'refused':
        return { kind: 'refused', reason };
      case 'unanswered':
        return isRepeatable(request.params)
          ? { kind: 'to-invoke', reason }
          : {
              kind: 'unknown',
              reason: `no answer to the invocation, and whether the function ran cannot be told: ${reason}`,
            };
    }
  }
}

function input({ params, executionId, stepId }: InvokeLambdaRequest, key: string) {
  const event = isEvent(params);
  const payload = payloadText(params);
  return {
    FunctionName: params.function,
    Qualifier: params.qualifier,
    InvocationType: event ? ('Event' as const) : ('RequestResponse' as const),
    ...(payload !== '' && { Payload: new TextEncoder().encode(payload) }),
    // An idempotent function may know a repetition by the key; Lambda hands the context on where it waits for the answer.
    ...(!event && { ClientContext: clientContext({ executionId, stepId, key }) }),
    ...(params.durable === true && { DurableExecutionName: digestOf(key) }),
  };
}

const clientContext = (facts: Readonly<Record<'executionId' | 'stepId' | 'key', string>>): string =>
  Buffer.from(JSON.stringify({ custom: { breakwater: facts } })).toString('base64');
