import type { CommonErrors } from '../../protocol/common-errors.ts';
import { REST_JSON_ERRORS } from '../../protocol/common-errors.ts';
import type { Protocol } from '../../protocol/service.ts';
import { ServiceError } from '../../protocol/service-error.ts';
import type { WireRequest, WireResponse } from '../../protocol/wire.ts';

const LAMBDA_ERRORS: CommonErrors = {
  ...REST_JSON_ERRORS,
  throttled: ['TooManyRequestsException', 429],
  internal: ['ServiceException', 500],
  invalidRequest: ['InvalidParameterValueException', 400],
};

/** A request on a function: its name, the headers that carry parameters, and the payload as it came. */
export interface LambdaInput {
  readonly functionName: string;
  readonly qualifier: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

const FUNCTION_PATH = /^\/2015-03-31\/functions\/([^/]+)(\/invocations)?$/;
const OPERATIONS: Readonly<Record<string, string>> = { 'POST /invocations': 'Invoke', 'GET ': 'GetFunction' };

/** The answer of a function is the body itself; what is about it is in headers. */
export interface RawAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
  readonly payload: string;
}

/** The REST paths of Lambda. Operations answer JSON members, or a `raw` answer. */
export const lambdaProtocol: Protocol<LambdaInput> = {
  errors: LAMBDA_ERRORS,
  parse: (request) => {
    const [, name, rest = ''] = FUNCTION_PATH.exec(request.path) ?? [];
    const { method, path } = request;
    const operation = name === undefined ? undefined : OPERATIONS[`${method} ${rest}`];
    return { operation: operation ?? `${method} ${path}`, raw: inputOf(request, name ?? '') };
  },
  writeAnswer: ({ answer, status, requestId }) => {
    const raw = answer['raw'];
    if (isRaw(raw))
      return { status: raw.status, headers: { ...jsonHeaders(requestId), ...raw.headers }, body: raw.payload };
    return { status, headers: jsonHeaders(requestId), body: JSON.stringify(answer) };
  },
  writeError: (error, requestId): WireResponse => ({
    status: error.status,
    headers: { ...jsonHeaders(requestId), 'x-amzn-errortype': error.code, ...error.headers },
    body: JSON.stringify({
      Type: error.status < 500 ? 'User' : 'Service',
      message: error.message,
      Message: error.message,
      ...error.members,
    }),
  }),
};

function inputOf(request: WireRequest, name: string): LambdaInput {
  const qualifier = new URLSearchParams(request.query).get('Qualifier') ?? undefined;
  return { functionName: decoded(name), qualifier, headers: request.headers, payload: request.body };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError)
      throw new ServiceError('InvalidParameterValueException', 400, 'the path is not percent-encoded well');
    throw error;
  }
}

function jsonHeaders(requestId: string): Record<string, string> {
  return { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
}

function isRaw(value: unknown): value is RawAnswer {
  return value !== null && typeof value === 'object' && 'payload' in value && 'headers' in value;
}
