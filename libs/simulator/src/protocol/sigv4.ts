import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import type { WireRequest } from './wire.ts';

/** What the signature says about itself; nothing of it is proven before {@link signatureMatches}. */
export interface SignedScope {
  readonly accessKeyId: string;
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly signedAt: string;
  /** Lifetime of a presigned URL in seconds; absent for a signed header. */
  readonly expiresSeconds?: number;
  readonly sessionToken?: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const HEADER = /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;

/** Reads the scope from the Authorization header, or from the query of a presigned URL; undefined when there is neither. */
export function readScope(request: Omit<WireRequest, 'body'>): SignedScope | undefined {
  return scopeOfHeader(request.headers) ?? scopeOfQuery(new URLSearchParams(request.query));
}

function scopeOfHeader(headers: WireRequest['headers']): SignedScope | undefined {
  const match = HEADER.exec(headers['authorization'] ?? '');
  const [, credential = '', signedHeaders = '', signature = ''] = match ?? [];
  const token = headers['x-amz-security-token'];
  return scopeOf(credential, {
    signedHeaders: signedHeaders.split(';'),
    signature,
    signedAt: headers['x-amz-date'] ?? '',
    ...(token === undefined ? {} : { sessionToken: token }),
  });
}

function scopeOfQuery(query: URLSearchParams): SignedScope | undefined {
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) return undefined;
  const token = query.get('X-Amz-Security-Token');
  return scopeOf(query.get('X-Amz-Credential') ?? '', {
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    signature: query.get('X-Amz-Signature') ?? '',
    signedAt: query.get('X-Amz-Date') ?? '',
    expiresSeconds: Number(query.get('X-Amz-Expires') ?? 'NaN'),
    ...(token === null ? {} : { sessionToken: token }),
  });
}

type Unscoped = Omit<SignedScope, 'accessKeyId' | 'date' | 'region' | 'service'>;

function scopeOf(credential: string, rest: Unscoped): SignedScope | undefined {
  const [accessKeyId, date, region, service, end] = credential.split('/');
  if (!accessKeyId || !date || !region || !service || end !== 'aws4_request') return undefined;
  return { accessKeyId, date, region, service, ...rest };
}

/** Epoch milliseconds of the signature's own time; NaN when it is not readable. */
export function signedAtMs(scope: SignedScope): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(scope.signedAt) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Whether the request was signed with this secret, for exactly this method, path, query, headers and body. */
export function signatureMatches(request: WireRequest, scope: SignedScope, secret: string): boolean {
  if (!scope.signedHeaders.includes('host') || !scope.signedAt.startsWith(scope.date)) return false;
  const key = signingKey(secret, scope);
  const expected = hmac(key, stringToSign(request, scope));
  const given = Buffer.from(scope.signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * The canonical request of Signature Version 4 for every service but S3: path segments are encoded a second time.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
function canonicalRequest(request: WireRequest, scope: SignedScope): string {
  const headers = scope.signedHeaders.map(
    (name) => `${name}:${(request.headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`,
  );
  return [
    request.method,
    request.path.split('/').map(encode).join('/') || '/',
    canonicalQuery(request.query),
    headers.join(''),
    scope.signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
}

function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

function stringToSign(request: WireRequest, scope: SignedScope): string {
  const place = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  return [ALGORITHM, scope.signedAt, place, sha256(canonicalRequest(request, scope))].join('\n');
}

const signingKeys = new Map<string, Buffer>();
const MAX_CACHED_KEYS = 1_000;

function signingKey(secret: string, { date, region, service }: SignedScope): Buffer {
  const name = [secret, date, region, service].join('/');
  const known = signingKeys.get(name);
  if (known) return known;
  const key = [date, region, service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
  if (signingKeys.size >= MAX_CACHED_KEYS) signingKeys.clear();
  signingKeys.set(name, key);
  return key;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
