import type { CommonErrors } from './common-errors.ts';
import { commonError } from './common-errors.ts';
import { xmlMembers, xmlResponse } from './query-protocol.ts';
import type { Protocol } from './service.ts';
import type { WireRequest } from './wire.ts';
import type { ItemNames } from './xml.ts';
import { escapeXml, members } from './xml.ts';
import { MalformedXmlError, parseXml, XmlFields } from './xml-reader.ts';

/** What a REST-XML operation is given. */
export interface RestXmlInput {
  /** The parts of the path that its route names. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The root element of the body; undefined without one. */
  readonly body: XmlFields | undefined;
}

/** `GET /2013-04-01/hostedzone/{Id}` and the operation it means. */
export interface RestRoute {
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Segments in braces are parameters. */
  readonly path: string;
}

export interface RestXmlDialect {
  readonly errors: CommonErrors;
  readonly namespace: string;
  readonly itemNames: ItemNames;
  readonly routes: readonly RestRoute[];
}

/** REST-XML, as Route 53 speaks it: method and path name the operation, answers and errors are XML. */
export function restXmlProtocol({ errors, namespace, itemNames, routes }: RestXmlDialect): Protocol<RestXmlInput> {
  return {
    errors,
    parse: (request) => {
      const found = findRoute(routes, request);
      if (!found) {
        const operation = `${request.method} ${request.path}`;
        return { operation, raw: { path: {}, query: new URLSearchParams(), body: undefined } };
      }
      const raw = { path: found.path, query: new URLSearchParams(request.query), body: readBody(errors, request.body) };
      return { operation: found.operation, raw };
    },
    writeAnswer: ({ operation, answer, status, requestId }) =>
      withRequestId(
        xmlResponse(
          status,
          `<${operation}Response xmlns="${namespace}">${members(xmlMembers(answer), itemNames)}</${operation}Response>`,
        ),
        requestId,
      ),
    writeError: (error, requestId) => {
      const kind = error.status < 500 ? 'Sender' : 'Receiver';
      const detail = `<Error><Type>${kind}</Type><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error>`;
      const body = `<ErrorResponse xmlns="${namespace}">${detail}<RequestId>${requestId}</RequestId></ErrorResponse>`;
      return withRequestId(xmlResponse(error.status, body), requestId);
    },
  };
}

function withRequestId(response: ReturnType<typeof xmlResponse>, requestId: string): ReturnType<typeof xmlResponse> {
  return { ...response, headers: { ...response.headers, 'x-amzn-requestid': requestId } };
}

function findRoute(
  routes: readonly RestRoute[],
  request: WireRequest,
): { operation: string; path: Record<string, string> } | undefined {
  const segments = segmentsOf(request.path);
  for (const route of routes) {
    const path = route.method === request.method ? matchPath(segmentsOf(route.path), segments) : undefined;
    if (path) return { operation: route.operation, path };
  }
  return undefined;
}

/** A slash at the end makes no difference to Route 53. */
function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function matchPath(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
    if (name !== undefined) params[name] = segment;
    else if (part !== segment) return undefined;
  }
  return params;
}

function readBody(errors: CommonErrors, text: string): XmlFields | undefined {
  if (text === '') return undefined;
  try {
    return new XmlFields(parseXml(text));
  } catch (error) {
    if (error instanceof MalformedXmlError) throw commonError(errors, 'invalidRequest', error.message);
    throw error;
  }
}
