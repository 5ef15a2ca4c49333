import { commonError, REST_JSON_ERRORS } from './common-errors.ts';
import { jsonObject } from './json-body.ts';
import type { Protocol } from './service.ts';
import type { WireRequest, WireResponse } from './wire.ts';

/** What a REST-JSON operation is given: the JSON body, a resource of the path, and the query. */
export interface RestInput {
  readonly body: Readonly<Record<string, unknown>>;
  readonly resourceArn?: string;
  readonly query: URLSearchParams;
}

/** A path with a resource ARN in it, whose method decides the operation. */
export interface ResourceRoute {
  readonly prefix: string;
  readonly methods: Readonly<Record<string, string>>;
}

/** REST-JSON with `POST /<Operation>` and routes on a resource's ARN, as DRS has them. */
export function restJsonProtocol(resourceRoute: ResourceRoute): Protocol<RestInput> {
  return {
    errors: REST_JSON_ERRORS,
    parse: (request) => ({
      operation: operationOf(request, resourceRoute),
      raw: {
        body: jsonObject(request.body, invalid),
        query: new URLSearchParams(request.query),
        ...resourceOf(request, resourceRoute),
      },
    }),
    writeAnswer: ({ answer, status, requestId }) => jsonResponse(status, answer, { 'x-amzn-requestid': requestId }),
    writeError: (error, requestId) =>
      jsonResponse(
        error.status,
        { message: error.message, ...error.members },
        { 'x-amzn-requestid': requestId, 'x-amzn-errortype': error.code, ...error.headers },
      ),
  };
}

function operationOf({ method, path }: WireRequest, route: ResourceRoute): string {
  if (path.startsWith(route.prefix)) return route.methods[method] ?? `${method} ${path}`;
  const [, name = '', ...rest] = path.split('/');
  return method === 'POST' && rest.length === 0 ? name : `${method} ${path}`;
}

function resourceOf({ path }: WireRequest, route: ResourceRoute): { resourceArn?: string } {
  if (!path.startsWith(route.prefix)) return {};
  try {
    return { resourceArn: decodeURIComponent(path.slice(route.prefix.length)) };
  } catch (error) {
    if (error instanceof URIError) throw invalid('the path is not percent-encoded well');
    throw error;
  }
}

function invalid(message: string): Error {
  return commonError(REST_JSON_ERRORS, 'invalidRequest', message);
}

function jsonResponse(status: number, body: object, headers: Readonly<Record<string, string>>): WireResponse {
  const text = status === 204 ? '' : JSON.stringify(body);
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: text };
}
