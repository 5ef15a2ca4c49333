import { defaultPort } from '../estate/web-schema.ts';
import type { WireRequest, WireResponse } from '../protocol/wire.ts';
import type { World } from '../world/world.ts';
import { advance } from '../world/world.ts';
import { ask } from './ask.ts';
import type { WebRequest } from './web-request.ts';

/** Names the scheme, host and port that a request is meant for; a request with it is none of AWS. */
export const ORIGIN_HEADER = 'x-simulated-origin';
/** Names whom the request asks for there, when that is not the origin's host. */
export const HOST_HEADER = 'x-simulated-host';
/** In an answer with status 504: why there was none. */
export const FAILURE_HEADER = 'x-simulated-failure';

/** Whether the request is for something in the estate. */
export const isTraffic = ({ headers }: Pick<WireRequest, 'headers'>): boolean => headers[ORIGIN_HEADER] !== undefined;

/** Answers for what the estate serves. A connection that fails is told as status 504 with {@link FAILURE_HEADER}. */
export function createTrafficRoutes(world: World): (request: WireRequest) => WireResponse {
  return (wire) => {
    const request = readRequest(wire);
    if (request === undefined) return malformed(wire);
    const outcome = ask(world, request, advance(world));
    if (outcome.kind === 'failure') {
      const { code, message } = outcome;
      return { status: 504, headers: { 'content-type': 'text/plain', [FAILURE_HEADER]: code }, body: message };
    }
    const { status, body, location } = outcome;
    const headers = { 'content-type': 'text/plain', ...(location === undefined ? {} : { location }) };
    return { status, headers, body: wire.method === 'HEAD' ? '' : body };
  };
}

function readRequest({ headers, path }: WireRequest): WebRequest | undefined {
  const text = headers[ORIGIN_HEADER] ?? '';
  const origin = URL.canParse(text) ? new URL(text) : undefined;
  if (origin === undefined || !(origin.protocol === 'http:' || origin.protocol === 'https:')) return undefined;
  const isTls = origin.protocol === 'https:';
  const host = origin.hostname.replace(/^\[|\]$/g, '');
  return {
    isTls,
    host,
    port: origin.port === '' ? defaultPort(isTls) : Number(origin.port),
    name: headers[HOST_HEADER] ?? host,
    verifies: isTls,
    path,
  };
}

const malformed = ({ headers }: WireRequest): WireResponse => ({
  status: 400,
  headers: { 'content-type': 'text/plain' },
  body: `${ORIGIN_HEADER} has to be an origin such as https://10.40.1.7:8443, not ${headers[ORIGIN_HEADER] ?? 'absent'}`,
});
