import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchemaCompiler, RouteOptions } from 'fastify';
import {
  bodyMayBeAbsent,
  type AnswerOf,
  type MediaAnswerOf,
  type ProblemCode,
  type ProblemOf,
  type RequestOf,
  type RouteContract,
} from '@breakwater/api-contract';
import { ProblemError, type ProblemFacts } from '../problems/problem-error.ts';
import { compileValidator } from './validators.ts';

/** Makes the problems that a route declares, and no others. */
export type Refuse<Code extends ProblemCode> = (code: Code, detail: string, facts?: ProblemFacts) => ProblemError;

/** What a handler gets: the request's parts as their schemas leave them, and Fastify's own. */
export type RouteCall<Route extends RouteContract> = RequestOf<Route> & {
  readonly request: FastifyRequest;
  /** Aborts when the connection is gone. */
  readonly signal: AbortSignal;
};

/** What a route declares that it answers with; the compiler sees nothing else leaves. */
export type DeclaredAnswer<Route extends RouteContract> = AnswerOf<Route> | MediaAnswerOf<Route, string | Readable>;

/** Answers a call, or throws what `refuse` made. */
export type Handler<Route extends RouteContract, Given extends DeclaredAnswer<Route> = DeclaredAnswer<Route>> = (
  call: RouteCall<Route>,
  refuse: Refuse<ProblemOf<Route>>,
) => Promise<Given>;

interface AnyAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly mediaType?: string;
  readonly content?: string | Readable;
}

/** A plan of a few thousand steps; the reader of plans has a limit of its own. */
const PLAN_LIMIT_BYTES = 4 * 1024 * 1024;
const YAML = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

/** Serves a route of the contract: its schemas, its permission, its problems. */
export function mountRoute<Route extends RouteContract, const Given extends DeclaredAnswer<Route>>(
  app: FastifyInstance,
  route: Route,
  handle: Handler<Route, Given>,
): void {
  const options = optionsOf(route, async (request, reply) => {
    const answer = await handle(callOf<Route>(request, reply), refuse);
    return send(reply, answer);
  });
  if (route.bodyIsPlanText) void app.register(async (scope) => mountPlanText(scope, options));
  else app.route(options);
}

const refuse = (code: ProblemCode, detail: string, facts?: ProblemFacts) => new ProblemError(code, detail, facts);

function optionsOf(route: RouteContract, handler: RouteOptions['handler']): RouteOptions {
  return {
    method: route.method,
    url: route.url,
    schema: {
      ...(route.params && { params: route.params }),
      ...(route.query && { querystring: route.query }),
      ...(route.headers && { headers: route.headers }),
      ...(route.body && { body: route.body }),
    },
    config: { permission: route.permission, contract: route, quiet: route.tag === 'system' },
    ...(bodyMayBeAbsent(route) && { preValidation: readNothingAsEmpty }),
    handler,
  };
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What callers may rely on about this route. */
    contract?: RouteContract;
  }
}

async function readNothingAsEmpty(request: FastifyRequest): Promise<void> {
  request.body ??= {};
}

/** In a scope of its own: the bodies of these routes stay text, so that faults can name lines. */
function mountPlanText(scope: FastifyInstance, options: RouteOptions): void {
  scope.removeAllContentTypeParsers();
  const asText = { parseAs: 'string', bodyLimit: PLAN_LIMIT_BYTES } as const;
  scope.addContentTypeParser(YAML, asText, async (_request: FastifyRequest, text: string) => text);
  scope.addContentTypeParser('application/json', asText, async (_request: FastifyRequest, text: string) =>
    jsonText(text),
  );
  scope.route({ ...options, validatorCompiler: validateAllButBody, preValidation: requireText });
}

function jsonText(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new ProblemError('request-malformed', `the body is not JSON: ${String(error)}`, {}, { cause: error });
  }
}

const validateAllButBody: FastifySchemaCompiler<object> = (route) =>
  route.httpPart === 'body' ? () => true : compileValidator(route);

async function requireText(request: FastifyRequest): Promise<void> {
  if (typeof request.body !== 'string') throw new ProblemError('request-malformed', 'send the plan as the body');
}

function callOf<Route extends RouteContract>(request: FastifyRequest, reply: FastifyReply): RouteCall<Route> {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const { params, query, headers, body } = request;
  return { params, query, headers, body, request, signal: gone.signal } as unknown as RouteCall<Route>;
}

function send(reply: FastifyReply, { status, headers = {}, body, mediaType, content }: AnyAnswer): FastifyReply {
  void reply.code(status);
  if (mediaType !== undefined) void reply.type(mediaType);
  void reply.headers(headers);
  return reply.send(content ?? body);
}
