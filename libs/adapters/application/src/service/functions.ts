import {
  GetDurableExecutionCommand,
  GetFunctionCommand,
  InvokeCommand,
  type InvokeCommandInput,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { LAMBDA, LAMBDA_WRITES } from '@breakwater/aws';
import type { AwsClientKind, Json } from '@breakwater/core';
import type { Regional } from './regional.ts';

/** Wall seconds that the longest function takes, and some for the way there and back. */
const LONGEST_CALL_SECONDS = 900 + 30;

/**
 * Lambda, for invocations whose answer is waited for: one attempt, and no time-out of ours before the function's own.
 * A shorter one would give up on a function that runs on, and a retry would run it twice.
 */
export const LAMBDA_WAITING: AwsClientKind<LambdaClient> = {
  service: 'lambda',
  create: (settings) => LAMBDA_WRITES.create({ ...settings, requestTimeoutMilliseconds: LONGEST_CALL_SECONDS * 1000 }),
};

export interface FunctionName {
  readonly function: string;
  readonly qualifier?: string;
}

export interface InvocationAnswer {
  readonly statusCode: number | undefined;
  /** Present when the function failed, whatever the status says. */
  readonly functionError: string | undefined;
  readonly executedVersion: string | undefined;
  readonly durableExecutionArn: string | undefined;
  /** What the function returned: JSON, as text; empty when it returned nothing. */
  readonly payload: string;
}

/** Invokes a function. Sent once: only the caller knows whether the function may run again. */
export async function invokeFunction(
  { aws, target, signal }: Regional,
  input: InvokeCommandInput,
): Promise<InvocationAnswer> {
  const kind = input.InvocationType === 'RequestResponse' ? LAMBDA_WAITING : LAMBDA_WRITES;
  const answer = await aws.client(kind, target).send(new InvokeCommand(input), { abortSignal: signal });
  return {
    statusCode: answer.StatusCode,
    functionError: answer.FunctionError,
    executedVersion: answer.ExecutedVersion,
    durableExecutionArn: answer.DurableExecutionArn,
    // Without a body the SDK gives null, whatever its types say.
    payload: answer.Payload ? new TextDecoder().decode(answer.Payload) : '',
  };
}

/** Whether we may invoke it, without doing so. Throws AWS's refusal. */
export async function mayInvoke({ aws, target, signal }: Regional, name: FunctionName, payload: string): Promise<void> {
  const command = new InvokeCommand({
    FunctionName: name.function,
    Qualifier: name.qualifier,
    InvocationType: 'DryRun',
    Payload: new TextEncoder().encode(payload),
  });
  await aws.client(LAMBDA, target).send(command, { abortSignal: signal });
}

/** `Active`, `Inactive` (asleep), `Pending` or `Failed`, with Lambda's reason. */
export async function functionState(
  { aws, target, signal }: Regional,
  name: FunctionName,
): Promise<{ readonly state: string; readonly reason: string | undefined }> {
  const command = new GetFunctionCommand({ FunctionName: name.function, Qualifier: name.qualifier });
  const { Configuration } = await aws.client(LAMBDA, target).send(command, { abortSignal: signal });
  return { state: Configuration?.State ?? 'Active', reason: Configuration?.StateReason };
}

export interface DurableView {
  readonly status: string;
  readonly result: string;
  readonly error: string | undefined;
}

/** How an execution of a durable function stands. */
export async function durableExecution({ aws, target, signal }: Regional, arn: string): Promise<DurableView> {
  const command = new GetDurableExecutionCommand({ DurableExecutionArn: arn });
  const {
    Status = '',
    Result = '',
    Error: error,
  } = await aws.client(LAMBDA, target).send(command, { abortSignal: signal });
  return { status: Status, result: Result, error: error?.ErrorMessage };
}

/** @returns the text itself where it is no JSON */
export function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
