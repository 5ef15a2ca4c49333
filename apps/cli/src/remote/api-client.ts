import type { AnswerOf } from './answers.ts';
import { InputError, UnreachableError } from '../errors.ts';
import { isRecord } from '../shared.ts';
import { problemMessage } from './problem-message.ts';

const TIMEOUT_MILLISECONDS = 30_000;

/** An answer of the server that was taken. */
export interface Answer<Body> {
  readonly body: Body;
  readonly etag: string | undefined;
}

/** Speaks to one server of the REST API as one person. */
export interface ApiClient {
  readonly server: string;
  /** @throws InputError when it is refused, UnreachableError when nobody answers or the server itself fails */
  get<Body>(path: string, read: AnswerOf<Body>): Promise<Answer<Body>>;
  /** A document for people, such as Markdown. */
  getText(path: string): Promise<string>;
  post<Body>(
    path: string,
    body: object,
    read: AnswerOf<Body>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer<Body>>;
}

/** @param send - `fetch`, or what stands in for it */
export function apiClient(server: string, token: string, send: typeof fetch = fetch): ApiClient {
  const taken = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await reach(server, () =>
      send(new URL(path, server), { ...init, signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) }),
    );
    if (!response.ok) throw refusal(response.status, await bodyOf(response, server), server);
    return response;
  };
  const call = async <Body>(path: string, init: RequestInit, read: AnswerOf<Body>): Promise<Answer<Body>> => {
    const response = await taken(path, init);
    const body = await bodyOf(response, server);
    return { body: read(body), etag: response.headers.get('etag') ?? undefined };
  };
  const authorization = `Bearer ${token}`;
  return {
    server,
    get: (path, read) => call(path, { headers: { authorization } }, read),
    getText: async (path) => (await taken(path, { headers: { authorization } })).text(),
    post: (path, body, read, headers = {}) =>
      call(
        path,
        {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { authorization, 'content-type': 'application/json', ...headers },
        },
        read,
      ),
  };
}

async function reach(server: string, send: () => Promise<Response>): Promise<Response> {
  try {
    return await send();
  } catch (error) {
    throw new UnreachableError(
      `no server answers at ${server}: start one with npx breakwater serve, or name another with --server`,
      {
        cause: error,
      },
    );
  }
}

async function bodyOf(response: Response, server: string): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnreachableError(
      `${server} answered ${response.status} with something that is not JSON: is it a Breakwater server`,
      {
        cause: error,
      },
    );
  }
}

const SERVER_FAULT = 500;

function refusal(status: number, body: unknown, server: string): Error {
  const message = problemMessage(status, isRecord(body) ? body : {});
  if (status === 501) return new InputError(message);
  return status >= SERVER_FAULT ? new UnreachableError(`${server}: ${message}`) : new InputError(message);
}
