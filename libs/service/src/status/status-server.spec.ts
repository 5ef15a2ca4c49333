import { afterEach, describe, expect, it } from '@jest/globals';
import { createLogger } from '../logging/logger.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { readinessOf, type ReadinessCheck } from '../health/readiness.ts';
import { statusServer } from './status-server.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function serverWith(...checks: ReadinessCheck[]) {
  const log = createLogger({ service: 'worker', level: 'silent' });
  const app = statusServer({ readiness: readinessOf(checks), metrics: createMetrics({ processMetrics: false }), log });
  closing.push(() => app.close());
  return app;
}

describe('the HTTP side of a worker', () => {
  it('says that it is alive, and what it is ready for', async () => {
    const app = serverWith({ name: 'execution-store', check: async () => undefined });
    expect((await app.inject('/healthz')).json()).toEqual({ status: 'alive' });
    expect((await app.inject('/readyz')).json()).toEqual({ status: 'ready', checks: ['execution-store'] });
  });

  it('is not ready without what it needs, and tells no stranger what that is', async () => {
    const app = serverWith({ name: 'state-machine', check: () => Promise.reject(new Error('gone')) });
    const answer = await app.inject('/readyz');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ code: 'not-ready' });
    expect(answer.body).not.toContain('state-machine');
  });

  it('serves its metrics and no other address', async () => {
    const app = serverWith();
    await app.inject('/healthz');
    expect((await app.inject('/metrics')).body).toContain('breakwater_http_answer_seconds');
    expect((await app.inject('/v1/executions')).statusCode).toBe(404);
  });
});
