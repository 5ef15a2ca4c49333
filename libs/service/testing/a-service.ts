import type { FastifyInstance } from 'fastify';
import { ROLES } from '@breakwater/core';
import type { Authentication } from '../src/auth/authentication.ts';
import { createService } from '../src/http/create-service.ts';
import { createLogger } from '../src/logging/logger.ts';
import { createMetrics, type Metrics } from '../src/metrics/metrics.ts';

/** Everybody is an admin. */
export const trusting: Authentication = {
  mode: 'local',
  install: async () => undefined,
  authenticate: async () => ({ subject: 'local:ana', assurance: 'local', roles: ['admin'] }),
};

/** Nobody has any role. */
export const distrusting: Authentication = {
  ...trusting,
  authenticate: async () => ({ subject: 'local:eve', assurance: 'local', roles: ROLES.filter(() => false) }),
};

export interface TestService {
  readonly app: FastifyInstance;
  readonly metrics: Metrics;
  /** What was logged, as parsed lines. */
  readonly lines: readonly Record<string, unknown>[];
}

/** A service that writes its log into memory. */
export function aService(authentication: Authentication = trusting): TestService {
  const lines: Record<string, unknown>[] = [];
  const metrics = createMetrics({ processMetrics: false });
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  const app = createService({
    authentication,
    log: createLogger({ service: 'test', level: 'debug', destination }),
    metrics,
  });
  return { app, metrics, lines };
}
