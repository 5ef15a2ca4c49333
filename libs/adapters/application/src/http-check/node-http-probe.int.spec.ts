import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { selfSigned } from '../../testing/self-signed.ts';
import type { HttpProbeRequest } from './http-probe.ts';
import { httpProbe } from './node-http-probe.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listening(server: Server, protocol: string): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const serve = (listener: RequestListener): Promise<string> => listening(createPlainServer(listener), 'http');

const probe = (url: string, over: Partial<HttpProbeRequest> = {}, signal = new AbortController().signal) =>
  httpProbe({ url, method: 'GET', headers: {}, followRedirects: false, timeoutMilliseconds: 5_000, ...over }, signal);

describe('a request', () => {
  it('gives status and body', async () => {
    const url = await serve((_request, response) => response.writeHead(418).end('ready'));
    expect(await probe(url)).toEqual({ status: 418, body: 'ready' });
  });

  it('sends the method and the headers, and the name of the server instead of its address', async () => {
    const url = await serve(({ method, headers }, response) =>
      response.end(JSON.stringify({ method, host: headers.host, probe: headers['x-probe'] })),
    );
    const { body } = await probe(url, { headers: { 'x-probe': 'breakwater' }, serverName: 'pay.example.com' });
    expect(JSON.parse(body)).toEqual({ method: 'GET', host: 'pay.example.com', probe: 'breakwater' });
    expect(await probe(url, { method: 'HEAD' })).toEqual({ status: 200, body: '' });
  });

  it('looks at the beginning of a long body only', async () => {
    const url = await serve((_request, response) => response.end('x'.repeat(2_000_000)));
    expect((await probe(url)).body).toHaveLength(256 * 1024);
  });

  it('ends at its time-out, whether nothing or half an answer comes', async () => {
    const silent = await serve(() => undefined);
    await expect(probe(silent, { timeoutMilliseconds: 50 })).rejects.toThrow('no answer within 0.05 s');
    const slow = await serve((_request, response) => response.write('half'));
    await expect(probe(slow, { timeoutMilliseconds: 50 })).rejects.toThrow('no answer within 0.05 s');
  });

  it('ends when the step is aborted', async () => {
    const url = await serve(() => undefined);
    const abort = new AbortController();
    const asked = probe(url, {}, abort.signal);
    abort.abort(new Error('lease lost'));
    await expect(asked).rejects.toThrow('lease lost');
  });

  it('says why there is no answer', async () => {
    const url = await serve(({ socket }) => socket.destroy());
    await expect(probe(url)).rejects.toThrow('socket hang up');
  });
});

describe('a redirect', () => {
  const chain = (status = 302) =>
    serve(({ url, headers }, response) => {
      if (url === '/end') return void response.end(`there with ${String(headers['x-probe'] ?? 'nothing')}`);
      if (url === '/loop') return void response.writeHead(status, { location: '/loop' }).end();
      response.writeHead(status, { location: '/end' }).end();
    });

  it('is an answer like any other, unless it is to be followed', async () => {
    const url = await chain();
    expect((await probe(url)).status).toBe(302);
    expect(await probe(url, { followRedirects: true, headers: { 'x-probe': 'breakwater' } })).toEqual({
      status: 200,
      body: 'there with breakwater',
    });
  });

  it('is not followed for ever', async () => {
    const url = await chain();
    await expect(probe(`${url}/loop`, { followRedirects: true })).rejects.toThrow(
      'more than 5 redirects, the last to /loop',
    );
  });

  it('does not carry headers to another host', async () => {
    const there = await chain();
    const url = await serve((_request, response) => response.writeHead(307, { location: `${there}/end` }).end());
    const answer = await probe(url, {
      followRedirects: true,
      headers: { 'x-probe': 'breakwater' },
      serverName: 'pay.example.com',
    });
    expect(answer.body).toBe('there with nothing');
  });
});

describe('TLS', () => {
  const certificate = selfSigned('pay.example.com');
  const serveTls = (listener: RequestListener) => listening(createTlsServer(certificate, listener), 'https');
  const before = getCACertificates('default');
  afterEach(() => setDefaultCACertificates(before));

  it('refuses a certificate that nobody vouches for', async () => {
    const url = await serveTls((_request, response) => response.end('ready'));
    await expect(probe(url, { serverName: 'pay.example.com' })).rejects.toThrow(/self-signed certificate/);
  });

  it('refuses a certificate of another name, and takes the one of the name that is asked for', async () => {
    setDefaultCACertificates([certificate.cert]);
    const url = await serveTls(({ headers }, response) => response.end(headers.host));
    await expect(probe(url)).rejects.toThrow(/IP: 127.0.0.1 is not in the cert's list/);
    expect(await probe(url, { serverName: 'pay.example.com' })).toEqual({ status: 200, body: 'pay.example.com' });
  });

  it('does not follow a redirect to where nothing is encrypted', async () => {
    setDefaultCACertificates([certificate.cert]);
    const url = await serveTls((_request, response) =>
      response.writeHead(301, { location: 'http://127.0.0.1/' }).end(),
    );
    await expect(probe(url, { serverName: 'pay.example.com', followRedirects: true })).rejects.toThrow(
      /which is not encrypted/,
    );
  });
});
