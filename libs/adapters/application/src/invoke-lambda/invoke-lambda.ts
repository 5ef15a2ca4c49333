import { defineOperation, type Json, type Observation, type Operation, type OperationContext } from '@breakwater/core';
import type { ApplicationAdapterOptions } from '../options.ts';
import { durableExecution, type InvocationAnswer } from '../service/functions.ts';
import { passingTrouble, troubleSeconds } from '../steps/patience.ts';
import { checkpointOf, interrupted, invoke, stateOf, type InvocationState } from './invoke.ts';
import { accepted, durableOutcome, failed, returned } from './outcome.ts';
import { InvokeLambdaOutputs, InvokeLambdaParams, isEvent, isRepeatable, type InvokeLambdaRequest } from './params.ts';
import { invocationEstimate, invokeLambdaRunbook } from './runbook.ts';
import { validateInvokeLambda } from './validate.ts';

/** Invokes a Lambda function, once. */
export const invokeLambdaOperation = (options: Pick<ApplicationAdapterOptions, 'lookIntervalSeconds'>): Operation =>
  defineOperation({
    name: 'invoke-lambda',
    summary: 'Invoke a Lambda function',
    params: InvokeLambdaParams,
    outputs: InvokeLambdaOutputs,
    reversible: 'no',
    adoptable: false,
    isAdoptable: ({ params }) => isRepeatable(params),
    // What a function reaches cannot be told from outside.
    inDrill: () => 'disruptive',
    selects: () => undefined,
    validate: validateInvokeLambda,
    async start(request, context): Promise<Json> {
      const before: InvocationState = context.resumed ? interrupted(request) : { kind: 'to-invoke', reason: '' };
      return checkpointOf(await settled(before, request, context));
    },
    async monitor(request, checkpoint, context): Promise<Observation> {
      const known = stateOf(checkpoint);
      // Whoever invoked it would have gone on with the answer.
      const before = known.kind === 'invoking' ? interrupted(request) : known;
      return observe(await settled(before, request, context), request, context, options.lookIntervalSeconds);
    },
    runbook: invokeLambdaRunbook,
    estimate: invocationEstimate,
  });

const settled = async (
  state: InvocationState,
  request: InvokeLambdaRequest,
  context: OperationContext,
): Promise<InvocationState> => (state.kind === 'to-invoke' ? invoke(request, context) : state);

async function observe(
  state: InvocationState,
  request: InvokeLambdaRequest,
  context: OperationContext,
  intervalSeconds: number,
): Promise<Observation> {
  switch (state.kind) {
    case 'refused':
      return failed('invocation-refused', state.reason, false);
    case 'unknown':
      return failed('effect-unknown', state.reason, false);
    case 'invoking':
    case 'to-invoke':
      return running(state, { detail: 'waiting to be invoked', seconds: troubleSeconds(context) });
    case 'answered':
      return observeAnswer(state, state.answer, request, context, intervalSeconds);
  }
}

async function observeAnswer(
  state: InvocationState,
  answer: InvocationAnswer,
  request: InvokeLambdaRequest,
  context: OperationContext,
  intervalSeconds: number,
): Promise<Observation> {
  if (!isEvent(request.params)) return returned(request, answer);
  const { durableExecutionArn } = answer;
  if (durableExecutionArn === undefined) return accepted(request, answer);
  try {
    const where = { aws: context.aws, target: request.target, signal: context.signal };
    const view = await durableExecution(where, durableExecutionArn);
    const outcome = durableOutcome(request, durableExecutionArn, view);
    return outcome ?? running(state, { detail: view.status, seconds: intervalSeconds });
  } catch (error) {
    return running(state, { detail: passingTrouble(error, context), seconds: troubleSeconds(context) });
  }
}

const running = (
  state: InvocationState,
  { detail, seconds }: { readonly detail: string; readonly seconds: number },
): Observation => ({
  kind: 'running',
  progress: { done: 0, total: 1, unit: 'invocations', detail },
  checkpoint: checkpointOf(state),
  lookAgainInSeconds: seconds,
});
