import { Type } from 'typebox';
import { defineRoute } from '../shared/route.ts';
import { AnyObject, strict } from '../shared/schemas.ts';

const shared = { method: 'GET', tag: 'system', permission: 'public', problems: [] } as const;

/** What runs beside the API itself, outside its prefix; none of it needs a token. */
export const systemRoutes = {
  health: defineRoute({
    ...shared,
    url: '/healthz',
    operationId: 'health',
    summary: 'Whether the process is alive',
    answers: {
      200: { description: 'alive', schema: Type.Object({ status: Type.Literal('alive') }, strict) },
    },
  }),
  readiness: defineRoute({
    ...shared,
    problems: ['not-ready'],
    url: '/readyz',
    operationId: 'readiness',
    summary: 'Whether the process can do its work; 503 while it cannot',
    answers: {
      200: {
        description: 'ready',
        schema: Type.Object({ status: Type.Literal('ready'), checks: Type.Array(Type.String()) }, strict),
      },
    },
  }),
  metrics: defineRoute({
    ...shared,
    url: '/metrics',
    operationId: 'metrics',
    summary: 'Metrics in the Prometheus text format',
    answers: { 200: { description: 'the metrics', mediaTypes: { 'text/plain': Type.String() } } },
  }),
  openApi: defineRoute({
    ...shared,
    url: '/openapi.json',
    operationId: 'openApi',
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1', schema: AnyObject } },
  }),
} as const;
