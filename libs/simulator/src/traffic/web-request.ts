/** A request to something in the estate. */
export interface WebRequest {
  readonly isTls: boolean;
  /** Address or name that is connected to. */
  readonly host: string;
  readonly port: number;
  /** Name that is asked for there. */
  readonly name: string;
  /** Whether the certificate has to carry the name. */
  readonly verifies: boolean;
  /** Without the query. */
  readonly path: string;
}

/** What came of a request: an answer, or why there is none, by the names that Node gives such errors. */
export type WebOutcome =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly location?: string }
  | { readonly kind: 'failure'; readonly code: WebFailure; readonly message: string };

export type WebFailure =
  'ENOTFOUND' | 'ECONNREFUSED' | 'ETIMEDOUT' | 'EHOSTUNREACH' | 'EPROTO' | 'ERR_TLS_CERT_ALTNAME_INVALID';

export const failed = (code: WebFailure, message: string): WebOutcome => ({ kind: 'failure', code, message });
