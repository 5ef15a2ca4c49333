import { request as plainRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { HttpProbe, HttpProbeAnswer, HttpProbeRequest } from './http-probe.ts';

/** Characters of a body that are looked at. */
const BODY_LIMIT = 256 * 1024;
const MOST_REDIRECTS = 5;

/** One request and its answer, redirect or not. */
export type SendHttp = (request: HttpProbeRequest, signal: AbortSignal) => Promise<HttpAnswer>;

export interface HttpAnswer extends HttpProbeAnswer {
  /** Where a redirect leads. */
  readonly location: string | undefined;
}

/** A probe that sends its requests in that way; the time limit and redirects are its own matter. */
export const probeOver =
  (send: SendHttp): HttpProbe =>
  async (request, signal) => {
    const deadline = AbortSignal.timeout(request.timeoutMilliseconds);
    try {
      return await follow(send, request, AbortSignal.any([signal, deadline]));
    } catch (error) {
      signal.throwIfAborted();
      if (!deadline.aborted) throw error;
      throw new Error(`no answer within ${request.timeoutMilliseconds / 1000} s`, { cause: error });
    }
  };

async function follow(send: SendHttp, request: HttpProbeRequest, signal: AbortSignal): Promise<HttpProbeAnswer> {
  let current = request;
  for (let redirects = 0; ; redirects += 1) {
    const { status, location, body } = await send(current, signal);
    if (!request.followRedirects || location === undefined || status < 300 || status > 399) return { status, body };
    if (redirects === MOST_REDIRECTS) throw new Error(`more than ${MOST_REDIRECTS} redirects, the last to ${location}`);
    current = redirected(current, location);
  }
}

/** Elsewhere neither the name nor the headers that were meant for the first host apply. */
function redirected({ serverName, ...request }: HttpProbeRequest, location: string): HttpProbeRequest {
  const from = new URL(request.url);
  const to = new URL(location, from);
  if (from.protocol === 'https:' && to.protocol !== 'https:') {
    throw new Error(`redirect from ${from.origin} to ${to.origin}, which is not encrypted`);
  }
  const isSameHost = to.host === from.host;
  const name = isSameHost && serverName !== undefined ? { serverName } : {};
  return { ...request, ...name, url: to.href, headers: isSameHost ? request.headers : {} };
}

function send({ url, method, headers, serverName }: HttpProbeRequest, signal: AbortSignal): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const to = new URL(url);
  const options: RequestOptions & { readonly servername?: string } = {
    method,
    headers: { ...(serverName !== undefined && { host: serverName }), ...headers },
    agent: false,
    signal,
    ...(serverName !== undefined && { servername: serverName }),
  };
  const onAnswer = (message: IncomingMessage) => {
    readBody(message).then(
      (body) => resolve({ status: message.statusCode ?? 0, location: message.headers.location, body }),
      reject,
    );
  };
  const outgoing = to.protocol === 'https:' ? tlsRequest(to, options, onAnswer) : plainRequest(to, options, onAnswer);
  outgoing.on('error', reject);
  outgoing.end();
  return promise;
}

async function readBody(message: IncomingMessage): Promise<string> {
  let body = '';
  message.setEncoding('utf8');
  for await (const part of message) {
    body += String(part);
    // Leaving the loop closes the connection.
    if (body.length >= BODY_LIMIT) break;
  }
  return body.slice(0, BODY_LIMIT);
}

/** Over the network of this process. Each request has a connection of its own: a kept one would hide a dead listener. */
export const httpProbe: HttpProbe = probeOver(send);
