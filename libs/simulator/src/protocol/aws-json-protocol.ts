import type { CommonErrors } from './common-errors.ts';
import { commonError } from './common-errors.ts';
import { jsonObject } from './json-body.ts';
import type { Protocol } from './service.ts';

/** What a JSON service calls its operations: `AmazonSSM.SendCommand` in the header `X-Amz-Target`. */
export interface JsonDialect {
  readonly errors: CommonErrors;
  readonly targetPrefix: string;
  readonly version: '1.0' | '1.1';
}

/** AWS JSON: everything is POSTed to `/`, a header names the operation, `__type` names an error. */
export function awsJsonProtocol({
  errors,
  targetPrefix,
  version,
}: JsonDialect): Protocol<Readonly<Record<string, unknown>>> {
  const headers = (requestId: string): Record<string, string> => ({
    'content-type': `application/x-amz-json-${version}`,
    'x-amzn-requestid': requestId,
  });
  return {
    errors,
    parse: (request) => ({
      operation: operationOf(request.headers['x-amz-target'] ?? '', targetPrefix),
      raw: jsonObject(request.body, (message) => commonError(errors, 'invalidRequest', message)),
    }),
    writeAnswer: ({ answer, status, requestId }) => ({
      status,
      headers: headers(requestId),
      body: JSON.stringify(answer),
    }),
    writeError: (error, requestId) => ({
      status: error.status,
      headers: { ...headers(requestId), ...error.headers },
      body: JSON.stringify({ __type: error.code, message: error.message, ...error.members }),
    }),
  };
}

function operationOf(target: string, prefix: string): string {
  return target.startsWith(`${prefix}.`) ? target.slice(prefix.length + 1) : target;
}
