/** One request of a health check. */
export interface HttpProbeRequest {
  readonly url: string;
  readonly method: 'GET' | 'HEAD';
  readonly headers: Readonly<Record<string, string>>;
  /** Name that the TLS certificate must carry and the request asks for, where the URL has an address. */
  readonly serverName?: string;
  readonly followRedirects: boolean;
  /** Wall milliseconds for everything: connecting, TLS, redirects, the whole body. */
  readonly timeoutMilliseconds: number;
}

export interface HttpProbeAnswer {
  readonly status: number;
  /** As text; the beginning of a long one. */
  readonly body: string;
}

/**
 * Sends one request. TLS certificates are verified.
 *
 * @throws Error whose message says why there is no answer: refused, timed out, certificate not trusted
 */
export type HttpProbe = (request: HttpProbeRequest, signal: AbortSignal) => Promise<HttpProbeAnswer>;
