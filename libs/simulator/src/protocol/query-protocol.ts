import type { CommonErrors } from './common-errors.ts';
import type { Answer } from './operation.ts';
import { QueryParams } from './query-params.ts';
import type { Protocol, Written } from './service.ts';
import type { WireRequest, WireResponse } from './wire.ts';
import type { XmlValue } from './xml.ts';
import { escapeXml, members, NamedList } from './xml.ts';

interface QueryDialect {
  readonly errors: CommonErrors;
  readonly namespace: string;
  /** Names of a list's entries where they are not `member`, by the list's name; the AWS dialect alone has them. */
  readonly itemNames?: Readonly<Record<string, string>>;
}

/** The AWS query protocol, as STS speaks it: form parameters in, `<XResponse><XResult>` out, or JSON when asked for. */
export function awsQueryProtocol(dialect: QueryDialect): Protocol<QueryParams> {
  return {
    errors: dialect.errors,
    parse: parseQuery,
    writeAnswer: (written) =>
      wantsJson(written.request) ? jsonAnswer(written) : xmlResponse(written.status, awsAnswer(written, dialect)),
    writeError: (error, requestId) => {
      const kind = error.status < 500 ? 'Sender' : 'Receiver';
      const detail = `<Error><Type>${kind}</Type><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error>`;
      return xmlResponse(
        error.status,
        `<ErrorResponse xmlns="${dialect.namespace}">${detail}<RequestId>${requestId}</RequestId></ErrorResponse>`,
      );
    },
  };
}

/** The EC2 dialect: no result element, the request id among the members, lists of `item`. */
export function ec2QueryProtocol(dialect: QueryDialect): Protocol<QueryParams> {
  return {
    errors: dialect.errors,
    parse: parseQuery,
    writeAnswer: ({ operation, answer, status, requestId }) => {
      const content = `<requestId>${requestId}</requestId>${members(xmlMembers(answer), () => 'item')}`;
      return xmlResponse(
        status,
        `<${operation}Response xmlns="${dialect.namespace}">${content}</${operation}Response>`,
      );
    },
    writeError: (error, requestId) => {
      const detail = `<Error><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error>`;
      return xmlResponse(
        error.status,
        `<Response><Errors>${detail}</Errors><RequestID>${requestId}</RequestID></Response>`,
      );
    },
  };
}

function parseQuery(request: WireRequest): { operation: string; raw: QueryParams } {
  const query = [...new URLSearchParams(request.query)].filter(([name]) => !name.toLowerCase().startsWith('x-amz-'));
  const form = [...new URLSearchParams(request.body)];
  const params = [...query, ...form];
  const operation = params.find(([name]) => name === 'Action')?.[1] ?? '';
  return { operation, raw: new QueryParams(params) };
}

function awsAnswer({ operation, answer, requestId }: Written, { namespace, itemNames = {} }: QueryDialect): string {
  const content = members(xmlMembers(answer), (list) => itemNames[list] ?? 'member');
  const result = `<${operation}Result>${content}</${operation}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return `<${operation}Response xmlns="${namespace}">${result}${metadata}</${operation}Response>`;
}

function wantsJson({ headers }: WireRequest): boolean {
  return (headers['accept'] ?? '').includes('application/json');
}

function jsonAnswer({ operation, answer, status, requestId }: Written): WireResponse {
  const body = {
    [`${operation}Response`]: { [`${operation}Result`]: answer, ResponseMetadata: { RequestId: requestId } },
  };
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** An answer of the query and REST-XML services. */
export function xmlResponse(status: number, content: string): WireResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${content}`,
  };
}

/** Answers of query services are written as XML; whatever is neither text, number, flag, list nor object is a bug of the operation. */
export function xmlMembers(answer: Answer): Record<string, XmlValue> {
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, xmlValue(value)]));
}

function xmlValue(value: unknown): XmlValue {
  if (value === undefined || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (value instanceof NamedList) return value;
  if (Array.isArray(value)) return value.map(xmlValue);
  if (value !== null && typeof value === 'object') return xmlMembers({ ...value });
  throw new TypeError(`cannot write a ${typeof value} as XML`);
}
