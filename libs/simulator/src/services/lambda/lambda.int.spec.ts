import { GetFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';

import { anEstateOf } from '../../../testing/a-database.ts';
import { RECOVERY_REGION } from '../../../testing/an-estate.ts';
import { play, refusal } from '../../../testing/play.ts';
import { spokeClient } from '../../../testing/play-service.ts';
import type { LambdaFunctionSpec } from '../../estate/application-schema.ts';

async function open(over: Partial<LambdaFunctionSpec> = {}) {
  const played = await play(anEstateOf({ [RECOVERY_REGION]: { lambda: { functions: [{ name: 'warm', ...over }] } } }));
  const client = await spokeClient(played, LambdaClient, RECOVERY_REGION);
  const invoke = (input: Partial<ConstructorParameters<typeof InvokeCommand>[0]> = {}) =>
    client.send(new InvokeCommand({ FunctionName: 'warm', ...input }));
  const runs = () => played.simulator.control.state().places.flatMap(({ functionRuns }) => functionRuns);
  return { ...played, client, invoke, runs };
}

describe('invoking a function', () => {
  it('answers its payload, and records the run', async () => {
    const { invoke, runs } = await open({ answers: [{ contains: 'ledger', payload: { ok: true } }] });
    const { StatusCode, Payload, FunctionError, ExecutedVersion } = await invoke({ Payload: '{"table":"ledger"}' });
    expect([StatusCode, FunctionError, ExecutedVersion]).toEqual([200, undefined, '$LATEST']);
    expect(JSON.parse(Payload?.transformToString() ?? '')).toEqual({ ok: true });
    expect((await invoke()).Payload?.transformToString()).toBe('null');
    expect(runs().map(({ type, payload, result }) => [type, payload, result])).toEqual([
      ['RequestResponse', '{"table":"ledger"}', '{"ok":true}'],
      ['RequestResponse', '', 'null'],
    ]);
  });

  it('is a success with FunctionError when the function fails', async () => {
    const { invoke } = await open({ answers: [{ error: { type: 'Boom', message: 'no table' } }] });
    const { StatusCode, FunctionError, Payload } = await invoke();
    expect([StatusCode, FunctionError]).toEqual([200, 'Unhandled']);
    expect(JSON.parse(Payload?.transformToString() ?? '')).toMatchObject({
      errorType: 'Boom',
      errorMessage: 'no table',
    });
  });

  it('is 202 for an event, which is tried three times, and 204 for a dry run, which is not run', async () => {
    const { invoke, runs, clock } = await open({ answers: [{ error: { type: 'Boom', message: 'no' } }] });
    expect((await invoke({ InvocationType: 'DryRun' })).StatusCode).toBe(204);
    expect((await invoke({ InvocationType: 'Event' })).StatusCode).toBe(202);
    expect(runs()).toHaveLength(1);
    clock.advance(600);
    expect(runs()).toHaveLength(3);
  });

  it('runs a durable execution once under its name', async () => {
    const { invoke, runs } = await open({ durable: true, answers: [{ payload: 1 }] });
    const first = await invoke({ DurableExecutionName: 'step-1', Payload: '1' });
    const again = await invoke({ DurableExecutionName: 'step-1', Payload: '1' });
    expect(again.DurableExecutionArn).toBe(first.DurableExecutionArn);
    expect(runs()).toHaveLength(1);
    expect(await refusal(invoke({ DurableExecutionName: 'step-1', Payload: '2' }))).toMatchObject({
      name: 'DurableExecutionAlreadyStartedException',
    });
  });

  it('is refused for what is unknown, asleep, reserved away, too large or no JSON', async () => {
    const { invoke, clock, client } = await open({ state: 'Inactive', aliases: ['live'] });
    expect(await refusal(invoke({ FunctionName: 'nobody' }))).toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await refusal(invoke({ Qualifier: 'other' }))).toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await refusal(invoke({ Payload: '{' }))).toMatchObject({ name: 'InvalidRequestContentException' });
    const large = JSON.stringify('x'.repeat(1024 * 1024));
    expect(await refusal(invoke({ InvocationType: 'Event', Payload: large }))).toMatchObject({
      name: 'RequestTooLargeException',
      $metadata: { httpStatusCode: 413 },
    });
    expect(await refusal(invoke())).toMatchObject({ name: 'ResourceConflictException' });
    clock.advance(10);
    expect((await invoke({ Qualifier: 'live', Payload: large })).StatusCode).toBe(200);
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: 'warm' }));
    expect(Configuration).toMatchObject({ State: 'Active', Timeout: 30 });
    const reserved = await open({ reservedConcurrency: 0 });
    expect(await refusal(reserved.invoke())).toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 429 },
    });
  });

  it('takes effect although the answer is lost', async () => {
    const { invoke, runs, simulator } = await open();
    simulator.control.setFault({ kind: 'lost-after', operation: 'lambda:Invoke', resource: 'warm', count: 1 });
    await expect(invoke()).rejects.toThrow();
    expect(runs()).toHaveLength(1);
    simulator.control.setFault({ kind: 'throttled', operation: 'lambda:Invoke' });
    expect(await refusal(invoke())).toMatchObject({ name: 'TooManyRequestsException' });
  });
});
