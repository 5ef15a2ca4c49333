import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Actor } from '@breakwater/core';

/** The ways to tell who somebody is. */
export const AUTHENTICATION_MODES = ['local', 'oidc', 'iam'] as const;
export type AuthenticationMode = (typeof AUTHENTICATION_MODES)[number];

/** One way to tell who sent a request. */
export interface Authentication {
  readonly mode: AuthenticationMode;
  /** Adds to the service what `authenticate` needs there; called once, before any route. */
  install(app: FastifyInstance): Promise<void>;
  /** @throws ProblemError `unauthenticated` when there is no proof, or one that does not hold */
  authenticate(request: FastifyRequest): Promise<Actor>;
}

/** This build has no such way to tell who somebody is; it must not start without one. */
export class AuthenticationModeError extends Error {
  override readonly name = 'AuthenticationModeError';
  readonly mode: string;
  constructor(mode: string, supported: readonly string[], options?: ErrorOptions) {
    super(`authentication mode ${mode} is not built in this version: use ${supported.join(' or ')}`, options);
    this.mode = mode;
  }
}

/**
 * Opens the authentication that a configuration asks for.
 *
 * @param openers - the modes of this build
 * @throws AuthenticationModeError for any other mode
 */
export async function openAuthentication(
  mode: AuthenticationMode,
  openers: Partial<Record<AuthenticationMode, () => Promise<Authentication>>>,
): Promise<Authentication> {
  const open = openers[mode];
  if (open === undefined) throw new AuthenticationModeError(mode, Object.keys(openers));
  return open();
}
