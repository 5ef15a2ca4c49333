import { describe, expect, it } from '@jest/globals';
import { stepId, type ExecutionEventBody } from '@breakwater/core';
import { anExecutionId } from '@breakwater/core/testing';
import { anApi, type ApiHarness } from '../../testing/api-harness.ts';
import { as } from '../../testing/fake-authentication.ts';
import { eventStream } from './event-stream.ts';

const STEP: ExecutionEventBody = { type: 'validation-started' };
const END: ExecutionEventBody = { type: 'execution-ended', status: 'completed', outcome: 'clean' };
const PROGRESS = { done: 1, total: 3, unit: 'servers' };

/** Reads a stream frame by frame, as a client would. */
function reader(api: ApiHarness, after = 0) {
  const gone = new AbortController();
  const { application, feed, clock } = api;
  const options = { application, feed, wallClock: clock, id: anExecutionId(), after, signal: gone.signal };
  const stream = eventStream(options);
  return {
    next: async () => (await stream.next()).value as string | undefined,
    rest: async () => {
      const frames: string[] = [];
      for await (const frame of stream) frames.push(frame);
      return frames;
    },
    leave: () => gone.abort(),
  };
}

const idsIn = (frames: readonly string[]) =>
  frames.flatMap((frame) => /^id: (\d+)$/m.exec(frame)?.[1] ?? []).map(Number);
const publishLast = ({ application, feed }: ApiHarness) => {
  const commit = application.commits.at(-1);
  if (commit) feed.publish({ kind: 'commit', executionId: commit.executionId, commit });
};

describe('the event stream', () => {
  it('sends what is stored, then what comes, and ends with the execution', async () => {
    const api = anApi();
    api.application.commit(STEP);
    const stream = reader(api);
    expect(await stream.next()).toMatch(/^id: 1\nevent: commit\ndata: \{.*"version":1.*\}\n\n$/);
    const second = stream.next();
    api.application.commit(STEP);
    publishLast(api);
    expect(await second).toContain('id: 2');
    api.application.commit(STEP, END);
    publishLast(api);
    expect(await stream.rest()).toEqual([
      expect.stringContaining('id: 3\nevent: commit'),
      'event: end\ndata: {"version":3}\n\n',
    ]);
  });

  it('goes on after the last event that a reader has, without loss or repetition, wherever it broke off', async () => {
    const api = anApi();
    for (let count = 1; count < 12; count += 1) api.application.commit(STEP);
    api.application.commit(END);
    for (let broken = 0; broken <= 12; broken += 1) {
      const first = reader(api);
      const frames: string[] = [];
      while (frames.length < broken) frames.push((await first.next()) ?? '');
      const lastSeen = idsIn(frames).at(-1) ?? 0;
      first.leave();
      const resumed = broken === 12 ? [] : await reader(api, lastSeen).rest();
      expect(idsIn([...frames, ...resumed])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    }
  });

  it('reads the store, so that a commit published early, late, twice or never arrives once and in order', async () => {
    const api = anApi();
    const stream = reader(api);
    const frames = stream.rest();
    api.application.commit(STEP);
    publishLast(api);
    publishLast(api);
    api.application.commit(STEP);
    await api.clock.advance(11);
    api.application.commit(END);
    await api.clock.advance(11);
    expect(idsIn(await frames)).toEqual([1, 2, 3]);
  });

  it('sends progress without an id, only the newest of a step', async () => {
    const api = anApi();
    const stream = reader(api);
    const frame = stream.next();
    const executionId = anExecutionId();
    api.feed.publish({ kind: 'progress', executionId, stepId: stepId('servers'), progress: PROGRESS });
    api.feed.publish({ kind: 'progress', executionId, stepId: stepId('servers'), progress: { ...PROGRESS, done: 2 } });
    expect(await frame).toBe(
      'event: progress\ndata: {"stepId":"servers","progress":{"done":2,"total":3,"unit":"servers"}}\n\n',
    );
    stream.leave();
  });

  it('keeps silent connections alive, and wakes for nobody else', async () => {
    const api = anApi();
    const stream = reader(api);
    const frame = stream.next();
    await api.clock.advance(5);
    api.feed.publish({
      kind: 'progress',
      executionId: anExecutionId('other'),
      stepId: stepId('servers'),
      progress: PROGRESS,
    });
    await api.clock.advance(5);
    expect(await frame).toBe(': still here\n\n');
    stream.leave();
  });

  it('ends, and forgets its timer, when the reader leaves', async () => {
    const api = anApi();
    const stream = reader(api);
    const frames = stream.rest();
    await api.clock.advance(1);
    expect(api.clock.timerCount).toBe(1);
    stream.leave();
    expect(await frames).toEqual([]);
    expect(api.clock.timerCount).toBe(0);
  });
});

describe('the events of an execution over HTTP', () => {
  const url = `/v1/executions/${anExecutionId()}/events`;
  const headers = as('auditor');
  const asStream = { ...headers, accept: 'text/event-stream' };

  it('are JSON unless a stream is asked for', async () => {
    const api = anApi();
    api.application.commit(STEP);
    api.application.commit(END);
    const all = (await api.call({ method: 'GET', url, headers })).json<{ items: { version: number }[] }>();
    expect(all.items.map(({ version }) => version)).toEqual([1, 2]);
    const later = (await api.call({ method: 'GET', url: `${url}?after=1`, headers })).json<{ items: object[] }>();
    expect(later.items).toHaveLength(1);
  });

  it('stream to the end, from where the reader was', async () => {
    const api = anApi();
    api.application.commit(STEP);
    api.application.commit(END);
    const response = await api.call({ method: 'GET', url, headers: { ...asStream, 'last-event-id': '1' } });
    expect(response.headers['content-type']).toBe('text/event-stream');
    expect(idsIn([response.body])).toEqual([2]);
    expect(response.body).toMatch(/event: end\n.*\n\n$/);
  });

  it('tell a reader who has everything not to come back', async () => {
    const api = anApi();
    api.application.commit(END);
    const response = await api.call({ method: 'GET', url, headers: { ...asStream, 'last-event-id': '1' } });
    expect(response.statusCode).toBe(204);
  });

  it('refuse a last event that is none', async () => {
    const response = await anApi().call({ method: 'GET', url, headers: { ...asStream, 'last-event-id': 'yesterday' } });
    expect(response.statusCode).toBe(422);
  });

  it('end their streams when the service stops', async () => {
    const api = anApi();
    api.application.commit(STEP);
    const response = api.app.inject({ method: 'GET', url, headers: asStream });
    await api.clock.advance(1);
    expect((await api.call({ method: 'GET', url: '/metrics' })).body).toContain('breakwater_event_streams 1');
    await api.app.close();
    const { body } = await response;
    expect(idsIn([body])).toEqual([1]);
    expect(body).not.toContain('event: end');
  });
});
