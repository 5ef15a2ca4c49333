import {
  bodyMayBeAbsent,
  problemsOf,
  ProblemSchema,
  type AnswerContract,
  type ProblemCode,
  type RouteContract,
} from '@breakwater/api-contract';
import { PROBLEMS } from '../problems/problems.ts';

export interface OpenApiOptions {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly routes: readonly RouteContract[];
  /** Schemas that the document names; wherever one of them is used, the document refers to it. */
  readonly components: Readonly<Record<string, object>>;
}

/** OpenAPI 3.1, whose schemas are JSON Schema 2020-12: ours go in as they are. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: object;
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>>; readonly securitySchemes: object };
}

type JsonLike = Record<string, unknown>;

/** Describes every route with every status it can give. */
export function openApiDocument({ title, version, description, routes, components }: OpenApiOptions): OpenApiDocument {
  const shared = { ...components, Problem: ProblemSchema };
  const names = new Map<unknown, string>(Object.entries(shared).map(([name, schema]) => [schema, name]));
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, names) };
  }
  return {
    openapi: '3.1.0',
    info: { title, version, description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(shared).map(([name, schema]) => [name, membersNamed(schema, names)])),
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function operation(route: RouteContract, names: Map<unknown, string>): object {
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(route.description !== undefined && { description: route.description }),
    tags: [route.tag],
    security: route.permission === 'public' ? [] : [{ token: [] }],
    'x-permission': route.permission,
    parameters: [
      ...parameters('path', route.params, names),
      ...parameters('query', route.query, names),
      ...parameters('header', route.headers, names),
    ],
    ...(route.body && { requestBody: requestBody(route, names) }),
    responses: {
      ...Object.fromEntries(Object.entries(route.answers).map(([status, answer]) => [status, response(answer, names)])),
      ...problemResponses(problemsOf(route)),
    },
  };
}

function parameters(place: string, schema: RouteContract['params'], names: Map<unknown, string>): object[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, JsonLike>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, member]) => {
    const { description, ...rest } = named(member, names) as JsonLike;
    return {
      name,
      in: place,
      required: required.includes(name),
      ...(description !== undefined && { description }),
      schema: rest,
    };
  });
}

function requestBody(route: RouteContract, names: Map<unknown, string>): object {
  const schema = named(route.body, names);
  const content = { 'application/json': { schema }, ...(route.bodyIsPlanText && { 'application/yaml': { schema } }) };
  return { required: !bodyMayBeAbsent(route), content };
}

function response(
  { description, schema, mediaTypes = {}, headers = {} }: AnswerContract,
  names: Map<unknown, string>,
): object {
  const contents = { ...(schema && { 'application/json': schema }), ...mediaTypes };
  const content = Object.entries(contents).map(([type, body]) => [type, { schema: named(body, names) }]);
  const described = Object.entries(headers).map(([name, text]) => [
    name,
    { description: text, schema: { type: 'string' } },
  ]);
  return {
    description,
    ...(described.length > 0 && { headers: Object.fromEntries(described) as JsonLike }),
    ...(content.length > 0 && { content: Object.fromEntries(content) as JsonLike }),
  };
}

/** One response a status; its codes are told apart in the problem's `code`. */
function problemResponses(codes: readonly ProblemCode[]): Record<string, object> {
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      String(status),
      {
        description: ofStatus.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('; '),
        content: {
          'application/problem+json': {
            schema: {
              allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: [...ofStatus] } } }],
            },
          },
        },
      },
    ]),
  );
}

/** The schema, or a reference to it where the document has a name for it. */
function named(schema: unknown, names: Map<unknown, string>): unknown {
  const name = names.get(schema);
  return name === undefined ? membersNamed(schema, names) : { $ref: `#/components/schemas/${name}` };
}

function membersNamed(schema: unknown, names: Map<unknown, string>): unknown {
  if (Array.isArray(schema)) return schema.map((item) => named(item, names));
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema).map(([key, member]) => [key, named(member, names)]));
}
