import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { ErrorObject } from 'ajv';
import type { ProblemCode } from '@breakwater/api-contract';
import { ProblemError, problemDocument, type FieldFault } from './problem-error.ts';
import { PROBLEMS } from './problems.ts';

/** Fastify's own refusals, in our words. */
const BY_FASTIFY_CODE: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type-unsupported',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request-malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'request-malformed',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'request-malformed',
};

const PLACES: Readonly<Record<string, FieldFault['in']>> = {
  body: 'body',
  querystring: 'query',
  params: 'path',
  headers: 'header',
};

/** Turns every failure into `application/problem+json`: unknown addresses and faulty fields included. */
export const problemAnswers = fp(
  async (app: FastifyInstance) => {
    app.setErrorHandler((error: FastifyError, request, reply) => sendProblem(problemFrom(error), request, reply));
    app.setNotFoundHandler((request, reply) =>
      sendProblem(
        new ProblemError('route-unknown', `${request.method} ${pathOf(request.url)} leads nowhere`),
        request,
        reply,
      ),
    );
  },
  { name: 'problem-answers', fastify: '5.x' },
);

const pathOf = (url: string) => url.split('?')[0] ?? url;

/** A refusal as it was meant, Fastify's own in our words, and whatever else as `internal`. */
export function problemFrom(error: FastifyError): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error.validation) return invalidRequest(error);
  const code = BY_FASTIFY_CODE[error.code];
  if (code !== undefined) return new ProblemError(code, error.message, {}, { cause: error });
  if (error.statusCode === 400) return new ProblemError('request-malformed', error.message, {}, { cause: error });
  return new ProblemError('internal', error.message, {}, { cause: error });
}

function invalidRequest(error: FastifyError): ProblemError {
  const place = PLACES[error.validationContext ?? 'body'] ?? 'body';
  const errors = ((error.validation ?? []) as readonly ErrorObject[]).map((fault) => fieldFault(place, fault));
  const first = errors[0];
  const detail =
    first === undefined ? 'the request does not fit its schema' : `${first.in} ${first.path}: ${first.message}`;
  return new ProblemError('request-invalid', detail, { errors }, { cause: error });
}

/** Points at the field itself, also when Ajv points at the object that misses it or has it too many. */
function fieldFault(place: FieldFault['in'], fault: ErrorObject): FieldFault {
  const { instancePath: at, keyword, params, message = 'does not fit' } = fault;
  if (keyword === 'required')
    return { in: place, path: `${at}/${member(params['missingProperty'])}`, message: 'is missing' };
  if (keyword === 'additionalProperties') {
    return { in: place, path: `${at}/${member(params['additionalProperty'])}`, message: 'is not a known field' };
  }
  if (keyword === 'enum')
    return { in: place, path: at, message: `must be one of ${JSON.stringify(params['allowedValues'])}` };
  return { in: place, path: at, message };
}

/** A member's name as a JSON pointer spells it (RFC 6901). */
const member = (name: unknown) => String(name).replaceAll('~', '~0').replaceAll('/', '~1');

/** Answers with a problem; above 499 the cause goes to the log and nowhere else. */
export function sendProblem(problem: ProblemError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status } = PROBLEMS[problem.code];
  if (problem.code === 'internal') request.log.error({ err: problem.cause ?? problem }, 'request failed');
  if (status === 401) void reply.header('www-authenticate', 'Bearer realm="breakwater"');
  return reply.code(status).type('application/problem+json').send(problemDocument(problem, request.id));
}
