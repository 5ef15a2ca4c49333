import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExecutionEventBody } from '@breakwater/core';
import { anExecutionId } from '@breakwater/core/testing';
import { anApi, type ApiHarness } from '../../testing/api-harness.ts';
import { as } from '../../testing/fake-authentication.ts';

const STEP: ExecutionEventBody = { type: 'validation-started' };
const END: ExecutionEventBody = { type: 'execution-ended', status: 'completed', outcome: 'clean' };

let api: ApiHarness;
let address: string;
beforeEach(async () => {
  api = anApi();
  address = await api.app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => api.app.close());

/** Connects as an EventSource does, and reads until a text has come. */
async function connect(lastEventId?: number) {
  const gone = new AbortController();
  const response = await fetch(`${address}/v1/executions/${anExecutionId()}/events`, {
    headers: {
      ...as('auditor'),
      accept: 'text/event-stream',
      ...(lastEventId !== undefined && { 'last-event-id': String(lastEventId) }),
    },
    signal: gone.signal,
  });
  const body = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const until = async (awaited: string) => {
    while (!text.includes(awaited)) {
      const chunk = await body?.read();
      if (chunk === undefined || chunk.done) throw new Error(`the stream ended before ${awaited} came: ${text}`);
      text += chunk.value;
    }
    return text;
  };
  return { until, leave: () => gone.abort() };
}

const openStreams = async () =>
  /^breakwater_event_streams (\d+)$/m.exec((await api.call({ url: '/metrics' })).body)?.[1];

/** The server learns from its socket that a reader is gone. */
async function untilOpenStreamsAre(count: string): Promise<void> {
  while ((await openStreams()) !== count) await new Promise((resolve) => setImmediate(resolve));
}

const commit = (...events: ExecutionEventBody[]) => {
  const stored = api.application.commit(...events);
  api.feed.publish({ kind: 'commit', executionId: stored.executionId, commit: stored });
};

describe('an event stream over a connection', () => {
  it('opens at once, brings news as they come, and is cleared away when its reader leaves', async () => {
    const reader = await connect();
    await reader.until('retry:');
    commit(STEP);
    await reader.until('id: 1\n');
    expect(await openStreams()).toBe('1');
    reader.leave();
    await untilOpenStreamsAre('0');
    expect(api.clock.timerCount).toBe(0);
  });

  it('is picked up where it broke off', async () => {
    commit(STEP);
    const first = await connect();
    await first.until('id: 1\n');
    first.leave();
    commit(STEP);
    commit(END);
    const text = await (await connect(1)).until('event: end');
    expect(text.match(/^id: \d+$/gm)).toEqual(['id: 2', 'id: 3']);
  });

  it('does not keep the service from stopping', async () => {
    const reader = await connect();
    await reader.until('retry:');
    await api.app.close();
    await expect(reader.until('event: end')).rejects.toThrow('the stream ended');
  });
});
