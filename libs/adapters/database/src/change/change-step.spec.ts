import { describe, expect, it } from '@jest/globals';
import { LeaseLostError, NO_USAGE, silentLog, type Json, type OperationContext } from '@breakwater/core';
import { anOperationRequest, VirtualClock } from '@breakwater/core/testing';
import { DEFAULT_OPTIONS } from '../options.ts';
import { refuse, type Change, type Verdict } from './change.ts';
import { changing } from './change-step.ts';

const clock = new VirtualClock();
const named = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(`${name} it is`), { name, $metadata: { httpStatusCode } });

/** A database whose flag is set by one call. */
class Flag {
  isSet = false;
  sent = 0;
  verdict: () => Promise<Verdict> = async () => ({ kind: 'go' });

  readonly change: Change = {
    look: async () => (this.isSet ? { kind: 'done', status: 'set' } : { kind: 'untouched', present: { isSet: false } }),
    examine: () => this.verdict(),
    send: async () => {
      this.sent += 1;
      this.isSet = true;
    },
  };
}

function stepOf(flags: Readonly<Record<string, Flag>>) {
  const resources = Object.keys(flags).map((id) => ({ id, name: `the ${id}` }));
  const request = { ...anOperationRequest(), params: {}, resources };
  const operation = changing<object>({
    options: DEFAULT_OPTIONS,
    subjects: ({ only = Object.keys(flags) }) =>
      only.flatMap((id) => (flags[id] === undefined ? [] : [{ id, changes: [flags[id].change] }])),
    outputs: (succeeded) => ({ set: succeeded.map(({ id }) => id) }),
  });
  return { request, ...operation };
}

const contextWith = (over: Partial<OperationContext> = {}): OperationContext => ({
  aws: {
    client: () => Promise.reject(new Error('unused')) as never,
    whoAmI: async () => ({ account: '', arn: '' }),
    usage: () => NO_USAGE,
  },
  clock,
  log: silentLog,
  signal: new AbortController().signal,
  key: 'execution/step/1',
  attempt: 1,
  resumed: false,
  saveCheckpoint: async () => undefined,
  capture: async () => undefined,
  ...over,
});

describe('a step that changes databases', () => {
  it('writes down what it will call, and how things were, before it calls', async () => {
    const flag = new Flag();
    const { request, start, monitor } = stepOf({ a: flag });
    const saved: Json[] = [];
    const captured: [string, Json][] = [];
    const context = contextWith({
      saveCheckpoint: async (checkpoint) => {
        expect(flag.sent).toBe(0);
        saved.push(checkpoint);
      },
      capture: async (name, value) => void captured.push([name, value]),
    });
    const checkpoint = await start(request, context);
    expect(saved).toMatchObject([{ items: [{ kind: 'sent', isAnswered: false }] }]);
    expect(captured).toEqual([['before:a', { isSet: false }]]);
    expect(await monitor(request, checkpoint, context)).toMatchObject({ kind: 'succeeded', outputs: { set: ['a'] } });
  });

  it('calls nothing when its checkpoint is refused', async () => {
    const flag = new Flag();
    const { request, start } = stepOf({ a: flag });
    const saveCheckpoint = () => Promise.reject(new LeaseLostError('step', 1));
    await expect(start(request, contextWith({ saveCheckpoint }))).rejects.toThrow(LeaseLostError);
    expect(flag.sent).toBe(0);
  });

  it('tells the truth for each database, and retries only what failed', async () => {
    const flags = { a: new Flag(), b: new Flag(), c: new Flag() };
    flags.b.verdict = async () => refuse('too-old', 'it is too old', true);
    flags.c.verdict = () => Promise.reject(named('AccessDenied', 403));
    const { request, start, monitor } = stepOf(flags);
    const end = await monitor(request, await start(request, contextWith()), contextWith());
    expect(end).toMatchObject({
      kind: 'failed',
      outputs: { set: ['a'] },
      failure: {
        code: 'databases-failed',
        retryable: true,
        message: expect.stringContaining('2 of 3 databases: the b: it is too old; the c: it cannot be examined'),
      },
    });
    if (end.kind !== 'failed') return;
    flags.b.verdict = async () => ({ kind: 'go' });
    const again = { ...request, only: ['b'], previous: end.resources };
    const second = await monitor(again, await start(again, contextWith({ attempt: 2 })), contextWith({ attempt: 2 }));
    expect(second.kind === 'failed' && second.resources.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'a succeeded',
      'c failed',
      'b succeeded',
    ]);
    expect(second).toMatchObject({ failure: { message: expect.stringContaining('1 of 3') } });
    expect(flags.a.sent).toBe(1);
  });

  it('waits while something has to pass first, or AWS cannot be asked', async () => {
    const flags = { a: new Flag(), b: new Flag() };
    flags.a.verdict = async () => ({ kind: 'wait', obstacle: 'the primary is upgrading' });
    flags.b.verdict = () => Promise.reject(named('Throttling', 400));
    const { request, start, monitor } = stepOf(flags);
    const seen = await monitor(request, await start(request, contextWith()), contextWith());
    expect(seen).toMatchObject({ kind: 'running', progress: { done: 0, total: 2 }, lookAgainInSeconds: 10 });
    expect(seen.kind === 'running' && seen.progress.detail).toMatch(
      /^the a: the primary is upgrading; the b: AWS did not tell/,
    );
  });

  it('passes an abort on from wherever it is', async () => {
    const stop = new AbortController();
    const flag = new Flag();
    flag.verdict = async () => {
      stop.abort(new Error('let go'));
      throw new Error('aborted');
    };
    const { request, start } = stepOf({ a: flag });
    await expect(start(request, contextWith({ signal: stop.signal }))).rejects.toThrow('let go');
    expect(flag.sent).toBe(0);
  });
});
