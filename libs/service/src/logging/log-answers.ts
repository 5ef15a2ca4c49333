import type { FastifyInstance } from 'fastify';

/** One line an answer, of chosen fields: never a whole request, an address with its query, or a header. */
export function logAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const facts = {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      elapsedMilliseconds: Math.round(reply.elapsedTime),
      subject: request.actor?.subject ?? null,
    };
    if (request.routeOptions.config.quiet === true) request.log.debug(facts, 'request answered');
    else request.log.info(facts, 'request answered');
  });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Probes come every few seconds: their answers are logged at level debug. */
    quiet?: boolean;
  }
}
