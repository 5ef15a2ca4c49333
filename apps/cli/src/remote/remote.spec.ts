import { describe, expect, it } from '@jest/globals';
import { InputError, UnreachableError } from '../errors.ts';
import { aGateReport, aReport } from '../../testing/a-report.ts';
import { apiClient } from './api-client.ts';
import { showExecution, resolveGate } from './executions.ts';

interface Sent {
  readonly url: string;
  readonly init: RequestInit | undefined;
}

/** A server that gives one answer to everything. */
function answering(status: number, body: unknown, headers: Record<string, string> = {}) {
  const sent: Sent[] = [];
  const send: typeof fetch = async (url, init) => {
    sent.push({ url: url instanceof Request ? url.url : String(url), init });
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return new Response(text, { status, headers });
  };
  return { sent, client: apiClient('http://hub.example', 'secret-token', send) };
}

describe('speaking to a server', () => {
  it('sends the token and takes the answer, without members that it does not know', async () => {
    const { client, sent } = answering(200, { ...aReport(), addedLater: true });
    expect(await showExecution(client, '01 a/b')).toEqual(aReport());
    expect(sent[0]?.url).toBe('http://hub.example/v1/executions/01%20a%2Fb');
    expect(sent[0]?.init?.headers).toEqual({ authorization: 'Bearer secret-token' });
  });

  it('answers a gate only as it was shown', async () => {
    const { client, sent } = answering(200, aGateReport());
    await resolveGate(client, 'e', 'g', { action: 'approve' }, '"3"');
    expect(sent[0]?.init?.headers).toMatchObject({ 'if-match': '"3"' });
    expect(sent[0]?.init?.body).toBe('{"action":"approve"}');
  });

  it('gives a refusal with its detail, its code and each field', async () => {
    const { client } = answering(422, {
      title: 'The request is not valid',
      detail: 'look at the fields',
      code: 'request-invalid',
      errors: [{ in: 'body', path: '/note', message: 'is required' }],
    });
    const refusal = showExecution(client, 'e');
    await expect(refusal).rejects.toThrow(InputError);
    await expect(refusal).rejects.toThrow(
      'The request is not valid: look at the fields (request-invalid); /note is required',
    );
  });

  it.each([
    ['the server fails', answering(500, { title: 'Internal error' }).client],
    ['it is no server of ours', answering(200, '<html>').client],
    ['it is of another version', answering(200, { execution: {} }).client],
    ['nobody answers', apiClient('http://hub.example', 't', async () => Promise.reject(new TypeError('fetch failed')))],
  ])('cannot reach what it needs when %s', async (_name, client) => {
    await expect(showExecution(client, 'e')).rejects.toThrow(UnreachableError);
  });
});
