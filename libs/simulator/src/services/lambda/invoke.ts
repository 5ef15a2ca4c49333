import { isoInstant } from '../../clock.ts';
import type { LambdaFunctionSpec } from '../../estate/application-schema.ts';
import type { Answer, Call } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import { ServiceError } from '../../protocol/service-error.ts';
import type { LambdaInput, RawAnswer } from './lambda-protocol.ts';
import { findFunction, functionArn, lambdaError } from './lookup.ts';
import type { FunctionRun } from './lambda-state.ts';

const MAX_SYNC_BYTES = 6 * 1024 * 1024;
const MAX_ASYNC_BYTES = 1024 * 1024;
/** Lambda tries an event twice more after an error, a minute and two minutes later. */
const RETRY_AFTER_MS = [60_000, 120_000];
const WAKING_MS = 5_000;

type InvocationType = 'RequestResponse' | 'Event' | 'DryRun';

interface InvokeInput extends Pick<LambdaInput, 'functionName' | 'qualifier' | 'payload'> {
  readonly type: InvocationType;
  readonly durableName: string | undefined;
  readonly wantsLog: boolean;
}

/** Answers at once in simulated time. That the function failed is no error of the call: `FunctionError` says so. */
export const invoke = defineOperation({
  name: 'Invoke',
  writes: true,
  input: ({ functionName, qualifier, headers, payload }: LambdaInput): InvokeInput => {
    const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
    if (!isInvocationType(type)) throw lambdaError('InvalidParameterValueException', `Unknown invocation type ${type}`);
    checkPayload(payload, type);
    const wantsLog = headers['x-amz-log-type'] === 'Tail';
    return { functionName, qualifier, payload, type, wantsLog, durableName: headers['x-amz-durable-execution-name'] };
  },
  resources: ({ functionName }) => [functionName],
  run: (call, input): Answer => {
    const { spec, version } = findFunction(call, input.functionName, input.qualifier);
    if (input.type === 'DryRun') return raw(204, {}, '');
    requireReady(call, spec);
    requireConcurrency(spec);
    call.note(spec.name, `invoked (${input.type})`);
    if (input.type === 'Event') {
      runEvent(call, spec, input, 0, call.now);
      return raw(202, {}, '');
    }
    const result =
      input.durableName === undefined
        ? runOnce(call, spec, input, call.now)
        : runDurable(call, spec, input, input.durableName);
    return raw(
      200,
      {
        'x-amz-executed-version': version,
        ...(result.isError ? { 'x-amz-function-error': 'Unhandled' } : {}),
        ...(input.wantsLog ? { 'x-amz-log-result': Buffer.from(`END ${spec.name}\n`).toString('base64') } : {}),
        ...(result.durableArn === undefined ? {} : { 'x-amz-durable-execution-arn': result.durableArn }),
      },
      result.payload,
    );
  },
});

function raw(status: number, headers: RawAnswer['headers'], payload: string): Answer {
  return { raw: { status, headers, payload } satisfies RawAnswer };
}

function isInvocationType(text: string): text is InvocationType {
  return text === 'RequestResponse' || text === 'Event' || text === 'DryRun';
}

function checkPayload(payload: string, type: InvocationType): void {
  const most = type === 'Event' ? MAX_ASYNC_BYTES : MAX_SYNC_BYTES;
  if (Buffer.byteLength(payload) > most)
    throw lambdaError(
      'RequestTooLargeException',
      `${Buffer.byteLength(payload)} byte payload is too large; the limit is ${most}`,
    );
  if (payload === '') return;
  try {
    JSON.parse(payload);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw lambdaError('InvalidRequestContentException', `Could not parse request body into json: ${error.message}`);
  }
}

/** A sleeping function wakes up with the first call, which is refused. */
function requireReady({ place, now }: Call, { name, state = 'Active' }: LambdaFunctionSpec): void {
  if (state === 'Active') return;
  const wakesAt = place.lambda.wakesAt.get(name);
  if (state === 'Inactive') {
    if (wakesAt !== undefined && now >= wakesAt) return;
    if (wakesAt === undefined) place.lambda.wakesAt.set(name, now + WAKING_MS);
  }
  throw lambdaError(
    'ResourceConflictException',
    `The operation cannot be performed at this time. The function is currently in the following state: ${state === 'Inactive' ? 'Pending' : state}`,
  );
}

function requireConcurrency({ reservedConcurrency }: LambdaFunctionSpec): void {
  if (reservedConcurrency !== 0) return;
  throw new ServiceError('TooManyRequestsException', 429, 'Rate Exceeded.', {
    members: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
    headers: { 'retry-after': '1' },
  });
}

interface RunResult {
  readonly payload: string;
  readonly isError: boolean;
  readonly durableArn?: string;
}

function runOnce(call: Call, spec: LambdaFunctionSpec, input: InvokeInput, at: number): RunResult {
  const { lambda } = call.place;
  const found = (spec.answers ?? []).find((answer) => {
    const used = lambda.timesUsed.get(answer) ?? 0;
    return input.payload.includes(answer.contains ?? '') && used < (answer.times ?? Infinity);
  });
  if (found) lambda.timesUsed.set(found, (lambda.timesUsed.get(found) ?? 0) + 1);
  const result: RunResult = found?.error
    ? {
        payload: JSON.stringify({ errorType: found.error.type, errorMessage: found.error.message, trace: [] }),
        isError: true,
      }
    : { payload: JSON.stringify(found?.payload ?? null), isError: false };
  const run: FunctionRun = {
    at: isoInstant(at),
    functionName: spec.name,
    type: input.type === 'Event' ? 'Event' : 'RequestResponse',
    payload: input.payload,
    result: result.payload,
    isError: result.isError,
    ...(input.durableName === undefined ? {} : { durableName: input.durableName }),
  };
  lambda.runs.push(run);
  return result;
}

/** The same name runs once; another payload under it is refused. */
function runDurable(call: Call, spec: LambdaFunctionSpec, input: InvokeInput, durableName: string): RunResult {
  if (spec.durable !== true)
    throw lambdaError('InvalidParameterValueException', `${spec.name} is not a durable function`);
  const { durable } = call.place.lambda;
  const key = `${spec.name}/${durableName}`;
  const known = durable.get(key);
  if (known && known.payload !== input.payload)
    throw lambdaError('DurableExecutionAlreadyStartedException', `${durableName} was started with another payload`);
  if (known) return { ...known.result, durableArn: known.arn };
  const result = runOnce(call, spec, input, call.now);
  const arn = `${functionArn(call.place, spec.name)}:$LATEST/durable-execution/${durableName}`;
  durable.set(key, { payload: input.payload, arn, result });
  return { ...result, durableArn: arn };
}

function runEvent(call: Call, spec: LambdaFunctionSpec, input: InvokeInput, retries: number, at: number): void {
  const { isError } = runOnce(call, spec, input, at);
  const wait = RETRY_AFTER_MS[retries];
  if (isError && wait !== undefined)
    call.world.queue.schedule(at + wait, (later) => runEvent(call, spec, input, retries + 1, later));
}
