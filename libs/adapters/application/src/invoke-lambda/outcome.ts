import { finding, type Finding, type Json, type JsonObject, type Observation } from '@breakwater/core';
import { parsed, type DurableView, type InvocationAnswer } from '../service/functions.ts';
import { isRepeatable, type InvokeLambdaRequest } from './params.ts';

/** Characters of a function's answer that are kept in the execution's history, and from which references can read. */
const KEPT_PAYLOAD = 32 * 1024;

export const failed = (code: string, message: string, retryable: boolean, outputs?: JsonObject): Observation => ({
  kind: 'failed',
  failure: { code, message, retryable },
  ...(outputs !== undefined && { outputs }),
  resources: [],
});

const succeeded = (outputs: JsonObject, findings: readonly Finding[]): Observation => ({
  kind: 'succeeded',
  outputs,
  resources: [],
  ...(findings.length > 0 && { findings }),
});

/** The function has answered. The status says only that Lambda ran it. */
export function returned(request: InvokeLambdaRequest, answer: InvocationAnswer): Observation {
  const { functionError, executedVersion, statusCode } = answer;
  const kept = keptPayload(request, answer.payload);
  const outputs = { ...kept.outputs, ...(executedVersion !== undefined && { executedVersion }) };
  if (functionError !== undefined) {
    const message = `${request.params.function} failed (${functionError}): ${errorWords(answer.payload)}`;
    return failed('function-failed', message, isRepeatable(request.params), outputs);
  }
  if (statusCode !== 200) {
    return failed('answer-unknown', `Lambda answered with the unknown status ${statusCode ?? 'none'}`, false, outputs);
  }
  return succeeded(outputs, kept.findings);
}

/** Lambda has queued the event. Nobody tells how it ends. */
export function accepted({ stepId, params }: InvokeLambdaRequest, { statusCode }: InvocationAnswer): Observation {
  if (statusCode !== 202) {
    return failed('answer-unknown', `Lambda answered an event with the unknown status ${statusCode ?? 'none'}`, false);
  }
  const message = `${params.function} was queued; how it ended is not known here`;
  return succeeded({}, [finding(stepId, { code: 'outcome-not-observed', severity: 'warning', message })]);
}

/** @returns `undefined` while it runs, or while its status is none that we know */
export function durableOutcome(
  request: InvokeLambdaRequest,
  durableExecutionArn: string,
  { status, result, error }: DurableView,
): Observation | undefined {
  const kept = keptPayload(request, result);
  const outputs = { ...kept.outputs, durableExecutionArn };
  switch (status) {
    case 'SUCCEEDED':
      return succeeded(outputs, kept.findings);
    case 'FAILED':
    case 'TIMED_OUT':
    case 'STOPPED': {
      const message = `${request.params.function} ended ${status}: ${error ?? 'Lambda gives no reason'}`;
      return failed('function-failed', message, false, outputs);
    }
    default:
      return undefined;
  }
}

function keptPayload({ stepId, params }: InvokeLambdaRequest, text: string) {
  if (text.length <= KEPT_PAYLOAD) return { outputs: text === '' ? {} : { payload: parsed(text) }, findings: [] };
  const message = `${params.function} returned ${text.length} characters, more than are kept: no later step can refer to them`;
  return {
    outputs: {},
    findings: [finding(stepId, { code: 'payload-not-kept', severity: 'warning' as const, message })],
  };
}

/** Runtimes answer a failure with `errorType` and `errorMessage`. */
function errorWords(text: string): string {
  const answer: Json = parsed(text);
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return text;
  const { errorType, errorMessage } = answer as JsonObject;
  if (typeof errorMessage !== 'string') return text;
  return typeof errorType === 'string' ? `${errorType}: ${errorMessage}` : errorMessage;
}
