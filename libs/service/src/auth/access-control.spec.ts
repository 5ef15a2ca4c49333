import { describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { defineRoute } from '@breakwater/api-contract';
import { InMemoryFeed, aHead, anEvent } from '@breakwater/core/testing';
import { aService } from '../../testing/a-service.ts';
import { mountRoute } from '../http/mount-route.ts';
import { countEvents } from '../metrics/metrics.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { actorOf, requireBesides, RouteWithoutPermissionError } from './access-control.ts';

const route = (permission: 'public' | 'plans:write') =>
  defineRoute({
    method: 'POST',
    url: '/texts',
    operationId: 'texts',
    summary: 'Takes a plan as text',
    tag: 'test',
    permission,
    body: Type.Object({}),
    bodyIsPlanText: true,
    answers: { 200: { description: 'what was read', schema: Type.Object({ text: Type.String() }) } },
    problems: [],
  });

describe('a route', () => {
  it('that says nothing about who may call it keeps the service from starting', () => {
    const { app } = aService();
    expect(() => app.get('/forgotten', async () => 'anything')).toThrow(RouteWithoutPermissionError);
    const unknown = { permission: 'everything' as never };
    expect(() => app.get('/mistaken', { config: unknown }, async () => 'anything')).toThrow(
      'GET /mistaken declares no permission',
    );
  });

  it('that was added inside a plug-in is held to it as well', async () => {
    const { app } = aService();
    void app.register(async (inner) => {
      inner.get('/forgotten', async () => 'anything');
    });
    await expect(app.ready()).rejects.toThrow(RouteWithoutPermissionError);
  });

  it('that is public knows no actor', async () => {
    const { app } = aService();
    mountRoute(app, route('public'), async ({ request }) => ({
      status: 200,
      body: { text: actorOf(request).subject },
    }));
    const response = await app.inject({ method: 'POST', url: '/texts', payload: {} });
    expect(response.json()).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('asks for more where the body asks for more', () => {
    const operator = { subject: 'local:ana', assurance: 'local', roles: ['operator'] } as const;
    expect(() => requireBesides(operator, 'gates:decide')).not.toThrow();
    expect(() => requireBesides(operator, 'executions:start-recovery')).toThrow(ProblemError);
  });
});

describe('a route that takes a plan', () => {
  const post = (payload: string | undefined, type?: string) => {
    const { app } = aService();
    mountRoute(app, route('plans:write'), async ({ body }) => ({ status: 200, body: { text: body } }));
    const headers = type === undefined ? {} : { 'content-type': type };
    return app.inject({ method: 'POST', url: '/texts', headers, ...(payload !== undefined && { payload }) });
  };

  it.each([
    ['application/yaml', 'name: payments # mine'],
    ['text/x-yaml; charset=utf-8', 'name: [a, b]'],
    ['application/json', '{ "name":  "payments" }'],
    ['application/json', '{ "__proto__": { "name": "x" } }'],
  ])('reads %s as the text it is', async (type, text) => {
    expect((await post(text, type)).json()).toEqual({ text });
  });

  it('takes neither broken JSON nor nothing nor another kind of text', async () => {
    expect((await post('{ "name": ', 'application/json')).json()).toMatchObject({
      status: 400,
      code: 'request-malformed',
    });
    expect((await post(undefined)).json()).toMatchObject({ status: 400, code: 'request-malformed' });
    expect((await post('<plan/>', 'application/xml')).json()).toMatchObject({ status: 415 });
    expect((await post('x'.repeat(4 * 1024 * 1024 + 1), 'application/yaml')).json()).toMatchObject({ status: 413 });
  });
});

describe('what executions record', () => {
  it('is counted by kind until counting stops', async () => {
    const { metrics } = aService();
    const feed = new InMemoryFeed();
    const stop = countEvents(feed, metrics);
    const { executionId, requestedAt: at } = aHead();
    const commit = { executionId, version: 1, at, events: [anEvent(), anEvent()], hash: '' };
    const item = { kind: 'commit', executionId, commit } as const;
    feed.publish(item);
    stop();
    feed.publish(item);
    expect(await metrics.text()).toContain('breakwater_execution_events_total{type="validation-started"} 2');
  });
});
