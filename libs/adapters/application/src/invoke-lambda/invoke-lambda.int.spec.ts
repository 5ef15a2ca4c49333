import { afterEach, describe, expect, it } from '@jest/globals';
import type { Observation, OperationRequest } from '@breakwater/core';
import {
  aFunctionRequest,
  anApplicationEstate,
  openApplicationWorld,
  runStep,
  validateStep,
  type Applications,
  type ApplicationWorld,
} from '../../testing/index.ts';

let world: ApplicationWorld;
afterEach(() => world.close());

type Functions = NonNullable<NonNullable<Applications['lambda']>['functions']>;

const open = async (spec: Partial<Functions[number]> = {}) => {
  const functions = [{ name: 'warm-caches', ...spec }];
  world = await openApplicationWorld(anApplicationEstate({ lambda: { functions } }));
};
const run = (params: OperationRequest['params'] = {}, options = {}): Promise<Observation> =>
  runStep(world, 'invoke-lambda', aFunctionRequest(params), options);
const runs = () => world.simulator.control.state().places.flatMap(({ functionRuns }) => functionRuns);
const fault = (spec: Record<string, unknown>) => world.simulator.control.setFault(spec);
const failureOf = (end: Observation) => (end.kind === 'failed' ? end.failure : undefined);
const findingsOf = (end: Observation) => (end.kind === 'running' ? [] : (end.findings ?? []).map(({ code }) => code));

const answering = (payload: unknown) => open({ answers: [{ payload }] });

describe('invoking a function', () => {
  it('hands over the payload and keeps what is returned', async () => {
    await answering({ warmed: 12 });
    expect(await run()).toMatchObject({
      kind: 'succeeded',
      outputs: { payload: { warmed: 12 }, executedVersion: '$LATEST' },
    });
    expect(runs().map(({ payload }) => payload)).toEqual(['{"site":"west"}']);
  });

  it('invokes the version that is named, without payload where there is none', async () => {
    await open({ aliases: ['live'] });
    expect(await run({ qualifier: 'live', payload: undefined })).toMatchObject({
      outputs: { executedVersion: '1', payload: null },
    });
    expect(runs().map(({ payload }) => payload)).toEqual(['']);
  });

  it('does not keep an answer that is too long', async () => {
    await answering('x'.repeat(40_000));
    const end = await run();
    expect(end).toMatchObject({ kind: 'succeeded', outputs: { executedVersion: '$LATEST' } });
    expect(findingsOf(end)).toEqual(['payload-not-kept']);
  });

  it('[trap:lambda-status-200-is-no-success] fails when the function did, in its words', async () => {
    await open({ answers: [{ error: { type: 'CacheError', message: 'no route to cache' } }] });
    expect(failureOf(await run())).toEqual({
      code: 'function-failed',
      message: 'warm-caches failed (Unhandled): CacheError: no route to cache',
      retryable: false,
    });
  });

  it("gives AWS's reason when it is refused", async () => {
    await open();
    expect(failureOf(await run({ function: 'no-such' }))).toMatchObject({
      code: 'invocation-refused',
      message: expect.stringMatching(/^ResourceNotFoundException: Function not found/),
    });
  });

  it('[trap:lambda-wakes-up] waits for a function that sleeps', async () => {
    await open({ state: 'Inactive' });
    expect((await run()).kind).toBe('succeeded');
    expect(runs()).toHaveLength(1);
  });

  it('[trap:lambda-wakes-up] waits although the answer has the status of a server that failed', async () => {
    await open();
    fault({
      kind: 'refused',
      operation: 'lambda:Invoke',
      code: 'ResourceNotReadyException',
      httpStatus: 502,
      count: 2,
    });
    expect((await run()).kind).toBe('succeeded');
    expect(runs()).toHaveLength(1);
  });

  it('[trap:lambda-too-many-requests] waits for a free slot', async () => {
    await open();
    fault({ kind: 'refused', operation: 'lambda:Invoke', code: 'TooManyRequestsException', httpStatus: 429, count: 5 });
    expect((await run()).kind).toBe('succeeded');
    await world.close();
    await open({ reservedConcurrency: 0 });
    expect((await run({}, { mostLooks: 50 })).kind).toBe('running');
  });

  it('[trap:lambda-event-outcome-unknown] says that nobody knows how an event ended', async () => {
    await open({ answers: [{ error: { type: 'Error', message: 'too late to be seen' } }] });
    const end = await run({ invocation: 'event' });
    expect(end).toMatchObject({ kind: 'succeeded', outputs: {} });
    expect(findingsOf(end)).toEqual(['outcome-not-observed']);
  });
});

describe('an invocation whose answer is lost', () => {
  const lost = (kind: 'lost-before' | 'lost-after') => fault({ kind, operation: 'lambda:Invoke', count: 1 });

  it.each(['lost-before', 'lost-after'] as const)(
    '[trap:lambda-sdk-retry-runs-twice] is not repeated (%s)',
    async (kind) => {
      await open();
      lost(kind);
      expect(failureOf(await run())).toMatchObject({ code: 'effect-unknown', retryable: false });
      expect(runs()).toHaveLength(kind === 'lost-after' ? 1 : 0);
    },
  );

  it.each(['lost-before', 'lost-after'] as const)('is not repeated either when it is an event (%s)', async (kind) => {
    await open();
    lost(kind);
    expect(failureOf(await run({ invocation: 'event', idempotent: true }))).toMatchObject({ code: 'effect-unknown' });
    expect(runs()).toHaveLength(kind === 'lost-after' ? 1 : 0);
  });

  it('is repeated when the function may run twice', async () => {
    await open();
    lost('lost-after');
    expect((await run({ idempotent: true })).kind).toBe('succeeded');
    expect(runs()).toHaveLength(2);
  });

  it('[trap:lambda-durable-name] means the same run again under its name', async () => {
    await open({ durable: true });
    lost('lost-after');
    expect((await run({ durable: true })).kind).toBe('succeeded');
    expect(runs()).toHaveLength(1);
    expect(runs()[0]?.durableName).toMatch(/^[a-f0-9]{64}$/);
  });

  it('[trap:lambda-durable-name] is refused under its name with another payload', async () => {
    await open({ durable: true });
    await run({ durable: true });
    const other = await run({ durable: true, payload: { site: 'east' } }, { resumed: true });
    expect(failureOf(other)?.message).toMatch(/^DurableExecutionAlreadyStartedException: /);
  });

  it.each([
    ['left to a person', {}, 'effect-unknown', 0],
    ['repeated where the function may run twice', { idempotent: true }, undefined, 1],
  ])('because its worker was lost is %s', async (_what, params, code, count) => {
    await open();
    const end = await run(params, { resumed: true, journal: [{ kind: 'invoking' }] });
    expect(failureOf(end)?.code).toBe(code);
    expect(runs()).toHaveLength(count);
  });
});

describe('what is known before the run', () => {
  const codes = async (params: OperationRequest['params'] = {}, over: Partial<OperationRequest> = {}) =>
    (await validateStep(world, 'invoke-lambda', aFunctionRequest(params, over))).map(
      ({ code, severity }) => `${severity} ${code}`,
    );

  it('is that a person has to decide after a lost answer, unless the function may run twice', async () => {
    await open();
    expect(await codes()).toEqual(['info not-adoptable']);
    expect(await codes({ idempotent: true })).toEqual([]);
    expect(await codes({ idempotent: true, invocation: 'event' })).toEqual(['info not-adoptable']);
    expect(runs()).toEqual([]);
  });

  it('is a function that is not there, or whose control plane is in the Region that is left', async () => {
    await open();
    expect(await codes({ function: 'no-such', durable: true }, { originRegion: 'us-west-2' })).toEqual([
      'warning acts-in-the-region-left',
      'error function-refused',
    ]);
  });

  it('[trap:lambda-payload-limits] is a payload that is too large, for an event sooner', async () => {
    await open();
    const payload = 'x'.repeat(2 * 1024 * 1024);
    expect(await codes({ payload, idempotent: true })).toEqual([]);
    expect(await codes({ payload, invocation: 'event' })).toEqual(['error payload-too-large', 'info not-adoptable']);
  });

  it.each([
    ['Inactive', 'info function-not-active'],
    ['Failed', 'error function-not-active'],
  ] as const)('is that the function is %s', async (state, finding) => {
    await open({ state });
    expect(await codes({ idempotent: true })).toEqual([finding]);
  });

  it('is that Lambda could not be asked', async () => {
    await open();
    fault({ kind: 'lost-before', operation: 'lambda:GetFunction' });
    expect(await codes({ idempotent: true })).toEqual(['error lambda-unreachable']);
  });
});
