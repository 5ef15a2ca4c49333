import { describe, expect, it } from '@jest/globals';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { AwsClientSettings, Observation } from '@breakwater/core';
import { VirtualClock } from '@breakwater/core/testing';
import { fakeClients, type Answers } from '../../testing/fake-clients.ts';
import { aFunctionRequest, runStep } from '../../testing/index.ts';
import { LAMBDA_WAITING } from '../service/functions.ts';

const ARN = 'arn:aws:lambda:us-west-2:222233334444:function:warm-caches:$LATEST/durable-execution/x';
const encoded = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const broken = () => Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });

/** Runs a durable function by an event and answers the looks at it one after the other. */
async function runDurable(statuses: readonly unknown[], over: Answers = {}) {
  let looks = 0;
  const aws = fakeClients({
    Invoke: () => ({ StatusCode: 202, DurableExecutionArn: ARN }),
    GetDurableExecution: () => {
      const answer = statuses[Math.min(looks, statuses.length - 1)];
      looks += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    ...over,
  });
  const request = aFunctionRequest({ durable: true, invocation: 'event' });
  const end: Observation = await runStep({ aws, clock: new VirtualClock() }, 'invoke-lambda', request, {
    mostLooks: 20,
  });
  return { end, calls: aws.calls };
}

describe('a durable function that is run by an event', () => {
  it('is followed to its end', async () => {
    const { end, calls } = await runDurable([
      { Status: 'RUNNING' },
      broken(),
      { Status: 'SUCCEEDED', Result: '{"warmed":12}' },
    ]);
    expect(end).toMatchObject({ kind: 'succeeded', outputs: { payload: { warmed: 12 }, durableExecutionArn: ARN } });
    expect(calls).toEqual(['Invoke', 'GetDurableExecution', 'GetDurableExecution', 'GetDurableExecution']);
  });

  it.each([
    ['FAILED', { ErrorMessage: 'no route to cache' }, 'no route to cache'],
    ['TIMED_OUT', undefined, 'Lambda gives no reason'],
    ['STOPPED', undefined, 'Lambda gives no reason'],
  ])('fails when it ends %s', async (Status, error, reason) => {
    const { end } = await runDurable([{ Status, Error: error }]);
    expect(end).toMatchObject({
      kind: 'failed',
      failure: { code: 'function-failed', message: `warm-caches ended ${Status}: ${reason}` },
    });
  });

  it('never takes an unknown status for success', async () => {
    expect((await runDurable([{ Status: 'SOMETHING_NEW' }])).end).toMatchObject({
      kind: 'running',
      progress: { detail: 'SOMETHING_NEW' },
    });
  });

  it('is not a success because Lambda answers something that nobody knows', async () => {
    const { end } = await runDurable([], { Invoke: () => ({ StatusCode: 299 }) });
    expect(end).toMatchObject({ kind: 'failed', failure: { code: 'answer-unknown' } });
  });
});

describe('a function whose answer is waited for', () => {
  const answered = (answer: unknown) =>
    runStep(
      { aws: fakeClients({ Invoke: () => answer }), clock: new VirtualClock() },
      'invoke-lambda',
      aFunctionRequest(),
    );

  it('[trap:lambda-status-200-is-no-success] has not succeeded with a status that nobody knows', async () => {
    expect(await answered({ StatusCode: 299 })).toMatchObject({ kind: 'failed', failure: { code: 'answer-unknown' } });
  });

  it.each([
    ['that is no JSON', new TextEncoder().encode('Task timed out'), 'Task timed out'],
    ['without a type', encoded({ errorMessage: 'out of memory' }), 'out of memory'],
    ['without a message', encoded({ why: 'unknown' }), '{"why":"unknown"}'],
    ['that is a list', encoded([1]), '[1]'],
  ])('[trap:lambda-status-200-is-no-success] fails with an answer %s, in its words', async (_what, Payload, words) => {
    const end = await answered({ StatusCode: 200, FunctionError: 'Unhandled', Payload });
    expect(end).toMatchObject({ failure: { message: `warm-caches failed (Unhandled): ${words}` } });
  });

  it('[trap:lambda-sdk-retry-runs-twice] is called once, and given longer than any function takes', async () => {
    const settings: AwsClientSettings = {
      region: 'us-west-2',
      credentials: async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' }),
      maxAttempts: 3,
      requestTimeoutMilliseconds: 10_000,
      userAgent: 'test',
    };
    const { config }: LambdaClient = LAMBDA_WAITING.create(settings);
    expect(await config.maxAttempts()).toBe(1);
    const handler = config.requestHandler as unknown as {
      readonly configProvider: Promise<{ readonly requestTimeout: number }>;
    };
    expect((await handler.configProvider).requestTimeout).toBeGreaterThan(900_000);
  });
});
