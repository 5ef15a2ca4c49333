import jwt, { type FastifyJWTOptions } from '@fastify/jwt';
import { createSigner } from 'fast-jwt';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ROLES, type Actor, type Role } from '@breakwater/core';
import { ProblemError } from '../problems/problem-error.ts';
import type { Authentication } from './authentication.ts';
import { localKey } from './local-key.ts';

const ISSUER = 'breakwater-local';
const AUDIENCE = 'breakwater-api';
const ALGORITHM = 'HS256';
/** A working day, hand-over included. */
const DEFAULT_LIFETIME_SECONDS = 12 * 3600;
const LONGEST_LIFETIME_SECONDS = 366 * 24 * 3600;
const SUBJECT = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/;

/** For whom a token is made out. */
export interface TokenRequest {
  /** A person or a pipeline: letters, digits and `._@+-`. Events name it as `local:<subject>`. */
  readonly subject: string;
  readonly roles: readonly Role[];
  /** 1 to 31 622 400; 12 hours unless told. */
  readonly lifetimeSeconds?: number;
}

/** Issues and checks tokens with the key of a data directory. */
export interface LocalAuthority extends Authentication {
  readonly mode: 'local';
  /** @throws RangeError for a subject, role or lifetime that no token may carry */
  issueToken(request: TokenRequest): string;
}

/**
 * The authority of the embedded default.
 *
 * @param dataDirectory - where its key is, or is made at the first start
 * @param nowSeconds - wall time since 1970; only tests tell another
 */
export async function openLocalAuthority(
  dataDirectory: string,
  nowSeconds: () => number = () => Math.floor(Date.now() / 1000),
): Promise<LocalAuthority> {
  const key = await localKey(dataDirectory);
  const sign = createSigner<Record<string, unknown>>({ key, algorithm: ALGORITHM });
  return {
    mode: 'local',
    issueToken: (request) => sign(claimsFor(request, nowSeconds())),
    install: async (app: FastifyInstance) => {
      await app.register(jwt, verification(key));
    },
    authenticate: (request) => actorOf(request),
  };
}

const verification = (key: Buffer): FastifyJWTOptions => ({
  secret: key,
  sign: { algorithm: ALGORITHM },
  verify: {
    algorithms: [ALGORITHM],
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    requiredClaims: ['sub', 'iat', 'exp', 'iss', 'aud'],
  },
});

function claimsFor({ subject, roles, lifetimeSeconds = DEFAULT_LIFETIME_SECONDS }: TokenRequest, now: number) {
  if (!SUBJECT.test(subject))
    throw new RangeError(`subject ${JSON.stringify(subject)} has characters that no token may carry`);
  const unknown = roles.filter((role) => !isRole(role));
  if (unknown.length > 0 || roles.length === 0) {
    throw new RangeError(`roles ${JSON.stringify(roles)} must be one or more of ${ROLES.join(', ')}`);
  }
  if (!(lifetimeSeconds >= 1 && lifetimeSeconds <= LONGEST_LIFETIME_SECONDS)) {
    throw new RangeError(`a lifetime of ${lifetimeSeconds} s is outside 1 to ${LONGEST_LIFETIME_SECONDS}`);
  }
  return {
    sub: subject,
    roles: [...new Set(roles)],
    iss: ISSUER,
    aud: AUDIENCE,
    iat: now,
    exp: now + Math.ceil(lifetimeSeconds),
  };
}

async function actorOf(request: FastifyRequest): Promise<Actor> {
  const claims: unknown = await request.jwtVerify().catch((error: unknown) => {
    throw unauthenticated('send `authorization: Bearer <token>` with a valid token', error);
  });
  if (!isRecord(claims) || typeof claims['sub'] !== 'string' || !SUBJECT.test(claims['sub'])) {
    throw unauthenticated('the token names no subject');
  }
  const roles: unknown = claims['roles'];
  if (!Array.isArray(roles) || !roles.every(isRole)) throw unauthenticated('the token names roles that do not exist');
  return { subject: `local:${claims['sub']}`, assurance: 'local', roles };
}

const unauthenticated = (detail: string, cause?: unknown) => new ProblemError('unauthenticated', detail, {}, { cause });
const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
