import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import type { Authentication } from '../auth/authentication.ts';
import { guardRoutes } from '../auth/access-control.ts';
import { problemAnswers, problemFrom, sendProblem } from '../problems/problem-answers.ts';
import { logAnswers } from '../logging/log-answers.ts';
import { measureAnswers, type Metrics } from '../metrics/metrics.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { compileValidator } from './validators.ts';

/** One mebibyte: plenty for anything but a plan, whose routes say their own limit. */
const BODY_LIMIT_BYTES = 1024 * 1024;
/** A client that needs longer to send its request is not sending one. */
const REQUEST_TIMEOUT_MILLISECONDS = 60_000;
/** Longer than any id, so that a wrong one is told what is wrong with it. */
const LONGEST_PARAM = 512;
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

export interface ServiceOptions {
  readonly authentication: Authentication;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
}

/**
 * A Fastify instance with what every service of the product shares: authentication and the role check on each route,
 * problems, request ids, strict validation, security headers, one log line and one measurement an answer.
 */
export function createService({ authentication, log, metrics }: ServiceOptions): FastifyInstance {
  const app = Fastify({
    loggerInstance: log,
    // Its own lines hold whole requests; `logAnswers` writes ours.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MILLISECONDS,
    forceCloseConnections: 'idle',
    genReqId: requestIdOf,
    requestIdHeader: false,
    exposeHeadRoutes: false,
    // Readiness says no first; what still arrives on an open connection is answered.
    return503OnClosing: false,
    routerOptions: { maxParamLength: LONGEST_PARAM },
    frameworkErrors: (error, request, reply) => {
      void sendProblem(problemFrom(error), request, reply);
    },
  });
  app.setValidatorCompiler(compileValidator);
  // Answers are plain JSON: a serialiser made from the schema would drop and convert members in silence.
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
  addSecurityHeaders(app);
  logAnswers(app);
  measureAnswers(app, metrics);
  guardRoutes(app, authentication);
  void app.register(problemAnswers);
  void app.register(fp((instance) => authentication.install(instance), { name: 'authentication', fastify: '5.x' }));
  return app;
}

/** The caller's own id when it is harmless in a log, a new one otherwise. */
function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}
