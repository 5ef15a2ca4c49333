import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { PERMISSIONS, type Permission } from '@breakwater/api-contract';
import type { Actor } from '@breakwater/core';
import { ProblemError } from '../problems/problem-error.ts';
import type { Authentication } from './authentication.ts';
import { isAllowed } from './role-permissions.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a caller needs to be allowed; no route may be without. */
    permission?: Permission;
  }
  interface FastifyRequest {
    /** Who sent it; null on routes that are public. */
    actor: Actor | null;
  }
}

/** A route says nothing about who may call it. The service does not start. */
export class RouteWithoutPermissionError extends Error {
  override readonly name = 'RouteWithoutPermissionError';
  readonly route: string;
  constructor(route: string, options?: ErrorOptions) {
    super(`route ${route} declares no permission: give it config.permission, 'public' if need be`, options);
    this.route = route;
  }
}

/**
 * Guards every route that is added from now on: without a declared permission it is refused at start, and a request without
 * that permission is refused before anything else looks at it.
 */
export function guardRoutes(app: FastifyInstance, authentication: Authentication): void {
  app.decorateRequest('actor', null);
  app.addHook('onRoute', requirePermission);
  app.addHook('onRequest', async (request) => {
    const permission = request.routeOptions.config.permission;
    if (request.is404 || permission === 'public') return;
    const actor = await authentication.authenticate(request);
    request.actor = actor;
    if (permission === undefined || !isAllowed(actor, permission)) throw forbidden(actor, permission);
  });
}

function requirePermission(route: RouteOptions): void {
  const permission = route.config?.permission;
  if (permission === undefined || !PERMISSIONS.includes(permission)) {
    throw new RouteWithoutPermissionError(`${String(route.method)} ${route.url}`);
  }
}

/**
 * Who sent the request.
 *
 * @throws ProblemError `unauthenticated` on a public route, where nobody was asked
 */
export function actorOf(request: FastifyRequest): Actor {
  if (request.actor === null) throw new ProblemError('unauthenticated', 'send a token');
  return request.actor;
}

/** For what depends on the body: a permission beside the route's own. @throws ProblemError `forbidden` */
export function requireBesides(actor: Actor, permission: Permission): void {
  if (!isAllowed(actor, permission)) throw forbidden(actor, permission);
}

const forbidden = (actor: Actor, permission: Permission | undefined) =>
  new ProblemError('forbidden', `${actor.subject} lacks the permission ${permission ?? 'of this route'}`);
