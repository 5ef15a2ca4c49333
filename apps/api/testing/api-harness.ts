import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { ALL_ROUTES, problemsOf, ProblemSchema, type RouteContract } from '@breakwater/api-contract';
import { RecoveryPlanSchema } from '@breakwater/core';
import {
  aRegistry,
  InMemoryAccountRepository,
  InMemoryFeed,
  InMemoryPlanRepository,
  VirtualClock,
} from '@breakwater/core/testing';
import { createLogger, createMetrics, PROBLEMS, type Problem } from '@breakwater/service';
import { buildApi, type ApiOptions } from '../src/build-api.ts';
import { FakeApplication } from './fake-application.ts';
import { fakeAuthentication } from './fake-authentication.ts';

/** The API on what is in memory, with every answer held to the contract. */
export interface ApiHarness {
  readonly app: FastifyInstance;
  readonly application: FakeApplication;
  readonly plans: InMemoryPlanRepository;
  readonly accounts: InMemoryAccountRepository;
  readonly feed: InMemoryFeed;
  readonly clock: VirtualClock;
  /** @throws Error when the answer has a status or a body that its route does not declare */
  readonly call: (request: InjectOptions) => Promise<LightMyRequestResponse>;
}

export function anApi(over: Partial<ApiOptions> = {}): ApiHarness {
  const plans = new InMemoryPlanRepository();
  const accounts = new InMemoryAccountRepository();
  const feed = new InMemoryFeed();
  const clock = new VirtualClock();
  const adapters = over.adapters ?? aRegistry();
  const technologies = adapters.adapters.map(({ technology }) => technology);
  const application = new FakeApplication(plans, technologies);
  const app = buildApi({
    application,
    plans,
    accounts,
    feed,
    adapters,
    auth: fakeAuthentication,
    log: createLogger({ service: 'test', level: 'silent' }),
    wallClock: clock,
    metrics: createMetrics({ processMetrics: false }),
    ...over,
  });
  const routes = new Map<string, RouteContract>();
  app.addHook('onRequest', async (request) => {
    const { contract } = request.routeOptions.config;
    if (contract !== undefined) routes.set(request.id, contract);
  });
  const call = async (request: InjectOptions) => {
    const response = await app.inject(request);
    const route = routes.get(String(response.headers['x-request-id']));
    if (route !== undefined) holdToContract(route, response);
    return response;
  };
  return { app, application, plans, accounts, feed, clock, call };
}

/** The problem that an answer carries. */
export const problemIn = (response: LightMyRequestResponse): Problem => response.json();

/** Every status a route declares. */
export const statusesOf = (route: RouteContract): readonly number[] => [
  ...new Set([...Object.keys(route.answers).map(Number), ...problemsOf(route).map((code) => PROBLEMS[code].status)]),
];

export const routeNamed = (operationId: string): RouteContract => {
  const route = ALL_ROUTES.find((candidate) => candidate.operationId === operationId);
  if (route === undefined) throw new Error(`no route is called ${operationId}`);
  return route;
};

function holdToContract(route: RouteContract, response: LightMyRequestResponse): void {
  const mediaType = String(response.headers['content-type'] ?? '').split(';')[0];
  const place = `${route.operationId} answered ${response.statusCode} ${mediaType}`;
  if (response.statusCode >= 400) {
    const { code, status } = problemIn(response);
    if (
      mediaType !== 'application/problem+json' ||
      !problemsOf(route).includes(code) ||
      status !== response.statusCode
    ) {
      throw new Error(`${place} ${code}, which it does not declare`);
    }
    return holdToSchema(place, ProblemSchema, problemIn(response));
  }
  const answer = route.answers[response.statusCode];
  if (answer === undefined) throw new Error(`${place}, which it does not declare`);
  for (const header of Object.keys(answer.headers ?? {})) {
    if (response.headers[header] === undefined) throw new Error(`${place} without the header ${header}`);
  }
  if (mediaType === 'application/json' && answer.schema) holdToSchema(place, answer.schema, response.json());
}

const ajv = new Ajv({ strict: false });
formats.default(ajv);
const compiled = new Map<object, ValidateFunction>();

function holdToSchema(place: string, schema: object, body: unknown): void {
  const check =
    compiled.get(schema) ?? ajv.compile({ ...schema, components: { schemas: { RecoveryPlan: RecoveryPlanSchema } } });
  compiled.set(schema, check);
  if (!check(body)) throw new Error(`${place} with a body that does not fit: ${ajv.errorsText(check.errors)}`);
}
