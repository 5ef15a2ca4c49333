import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Outcome } from './dispatcher.ts';
import type { WireRequest, WireResponse } from './protocol/wire.ts';

/** What the server asks for every request. */
export interface HttpHandler {
  /** Decides from the head alone; undefined to go on. */
  readonly early: (head: Omit<WireRequest, 'body'>) => Outcome | undefined;
  readonly handle: (request: WireRequest) => Outcome;
}

export interface HttpServer {
  readonly url: string;
  /** Closes every connection, those that hang included. */
  readonly close: () => Promise<void>;
}

const LOOPBACK = '127.0.0.1';
/** More than the largest request of any service that is played, a payload of Lambda. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Listens on the loopback address; port 0 chooses a free one. @throws when the port is taken */
export async function listen(handler: HttpHandler, port: number): Promise<HttpServer> {
  const server = createServer((message, reply) => {
    respond(handler, message, reply).catch((error: unknown) => {
      console.error(error);
      message.socket.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  return {
    url: `http://${LOOPBACK}:${portOf(server.address())}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function respond(handler: HttpHandler, message: IncomingMessage, reply: ServerResponse): Promise<void> {
  const head = headOf(message);
  const early = handler.early(head);
  if (early) return settle(early, message, reply);
  const body = await readBody(message);
  if (body === undefined) return write({ status: 413, headers: {}, body: '' }, reply);
  return settle(handler.handle({ ...head, body }), message, reply);
}

async function settle(outcome: Outcome, message: IncomingMessage, reply: ServerResponse): Promise<void> {
  switch (outcome.kind) {
    case 'drop':
      message.socket.destroy();
      return;
    case 'hang':
      return;
    case 'answer':
      if (outcome.delayMs > 0) await delay(outcome.delayMs, message);
      write(outcome.response, reply);
  }
}

/** Ends early when the client goes away, so that closing the server never waits for it. */
function delay(ms: number, message: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    message.socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function write({ status, headers, body }: WireResponse, reply: ServerResponse): void {
  reply.writeHead(status, { ...headers, ...(status === 204 ? {} : { 'content-length': Buffer.byteLength(body) }) });
  reply.end(body);
}

function headOf(message: IncomingMessage): Omit<WireRequest, 'body'> {
  const [path = '/', ...query] = (message.url ?? '/').split('?');
  const headers = Object.entries(message.headers).map(([name, value]): [string, string] => [
    name,
    Array.isArray(value) ? value.join(',') : (value ?? ''),
  ]);
  return {
    method: message.method ?? 'GET',
    path,
    query: query.join('?'),
    headers: Object.fromEntries<string>(headers),
  };
}

/** @returns undefined when the body is too long */
async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Without an encoding, a request yields buffers.
  for await (const part of message as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new TypeError('the server has no TCP address');
  return address.port;
}
