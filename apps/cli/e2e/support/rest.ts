/** An answer of the REST API, or of the simulator's control interface. */
export interface RestAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface RestRequest {
  readonly method?: 'GET' | 'POST';
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; text goes as it is. */
  readonly body?: object | string;
}

const PATIENCE_MILLISECONDS = 10_000;

/** @throws what `fetch` throws when nobody answers: a server that was killed */
export async function rest(
  url: string,
  { method = 'GET', token, headers, body }: RestRequest = {},
): Promise<RestAnswer> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(typeof body === 'object' && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}
