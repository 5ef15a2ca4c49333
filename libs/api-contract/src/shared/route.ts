import type { Static, TSchema } from 'typebox';
import type { Permission } from './permissions.ts';
import { AUTHENTICATED_PROBLEMS, BODY_PROBLEMS, type ProblemCode } from './problem-codes.ts';
import type { Answer } from './schemas.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** An answer with a body (JSON unless `mediaTypes` says otherwise), or without one. */
export interface AnswerContract {
  readonly description: string;
  /** Absent: no body. */
  readonly schema?: TSchema;
  /** Bodies that are not JSON, by media type, beside `schema`. */
  readonly mediaTypes?: Readonly<Record<string, TSchema>>;
  /** What each answer header says. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Everything a caller may rely on about one route. */
export interface RouteContract {
  readonly method: Method;
  /** With `:name` members. */
  readonly url: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly permission: Permission;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly headers?: TSchema;
  readonly body?: TSchema;
  /**
   * The body is a recovery plan, in JSON or YAML. It reaches the handler as text, so that each fault can name its line;
   * `body` only documents it.
   */
  readonly bodyIsPlanText?: true;
  readonly answers: Readonly<Record<number, AnswerContract>>;
  /** What the handler refuses with; {@link problemsOf} adds what is refused before it. */
  readonly problems: readonly ProblemCode[];
}

/** Keeps a route's own types, so that its handler is checked against them. */
export const defineRoute = <const Route extends RouteContract>(route: Route): Route => route;

type StaticOr<Schema, Fallback> = Schema extends TSchema ? Static<Schema> : Fallback;

/** The parts of a request, as the route's schemas leave them. */
export interface RequestOf<Route extends RouteContract> {
  readonly params: StaticOr<Route['params'], Record<never, never>>;
  readonly query: StaticOr<Route['query'], Record<never, never>>;
  readonly headers: StaticOr<Route['headers'], Record<never, never>>;
  readonly body: Route['bodyIsPlanText'] extends true ? string : StaticOr<Route['body'], undefined>;
}

type BodyOf<Contract> = Contract extends { readonly schema: infer Schema extends TSchema } ? Answer<Schema> : undefined;

/** The answers a handler may give: a declared status with its own body, nothing else. */
export type AnswerOf<Route extends RouteContract> = {
  [Status in keyof Route['answers'] & number]: {
    readonly status: Status;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body: BodyOf<Route['answers'][Status]>;
  };
}[keyof Route['answers'] & number];

type MediaTypesOf<Contract> = Contract extends { readonly mediaTypes: infer Types } ? keyof Types & string : never;

/** The answers a handler may give that are not JSON: `content` is text or a stream of it, which a browser has no type for. */
export type MediaAnswerOf<Route extends RouteContract, Content> = {
  [Status in keyof Route['answers'] & number]: {
    readonly status: Status;
    readonly headers?: Readonly<Record<string, string>>;
    readonly mediaType: MediaTypesOf<Route['answers'][Status]>;
    readonly content: Content;
  };
}[keyof Route['answers'] & number];

/** The problem codes a handler may refuse with. */
export type ProblemOf<Route extends RouteContract> = Route['problems'][number] | 'request-invalid' | 'forbidden';

/** Every problem a route can answer with: what its handler refuses with, and what is refused before or after it. */
export function problemsOf(route: RouteContract): readonly ProblemCode[] {
  const checked = [route.params, route.query, route.headers, route.bodyIsPlanText ? undefined : route.body];
  const takesFields = checked.some((part) => part !== undefined);
  return [
    ...new Set<ProblemCode>([
      ...route.problems,
      ...(route.permission === 'public' ? [] : AUTHENTICATED_PROBLEMS),
      ...(route.method === 'GET' ? [] : BODY_PROBLEMS),
      ...(takesFields ? (['request-invalid'] as const) : []),
      'internal',
    ]),
  ];
}

/** A body of which every member is optional may as well not be sent. */
export const bodyMayBeAbsent = ({ body }: RouteContract): boolean =>
  body !== undefined && 'properties' in body && !('required' in body);
