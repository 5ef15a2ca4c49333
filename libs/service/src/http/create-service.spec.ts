import { describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { defineRoute } from '@breakwater/api-contract';
import { aService, distrusting } from '../../testing/a-service.ts';
import type { Problem } from '../problems/problem-error.ts';
import { mountRoute } from './mount-route.ts';

const Order = Type.Object(
  {
    mode: Type.String(),
    count: Type.Optional(Type.Integer()),
    nested: Type.Optional(Type.Object({ 'a/b~c': Type.String() })),
  },
  { additionalProperties: false },
);
const orderRoute = defineRoute({
  method: 'POST',
  url: '/orders/:id',
  operationId: 'order',
  summary: 'An order',
  tag: 'orders',
  permission: 'plans:write',
  params: Type.Object({ id: Type.String({ maxLength: 8 }) }),
  query: Type.Object(
    { dry: Type.Optional(Type.Boolean()), page: Type.Optional(Type.Integer()) },
    { additionalProperties: false },
  ),
  body: Order,
  answers: { 201: { description: 'taken', schema: Type.Object({ got: Type.Unknown() }) } },
  problems: ['plan-unknown'],
});

function orders() {
  const service = aService();
  mountRoute(service.app, orderRoute, async ({ params, query, body, request }, refuse) => {
    request.log.info({ token: 'abc', nested: { password: 'p', deep: { secret: 's' } } }, 'order taken');
    if (body.mode === 'unknown') throw refuse('plan-unknown', `no plan ${params.id}`);
    if (body.mode === 'broken') throw new Error('connection string postgres://user:pass@host');
    return { status: 201, body: { got: { params, query, body } } };
  });
  const order = (payload: object | string, query = '', headers = {}) =>
    service.app.inject({ method: 'POST', url: `/orders/1${query}`, payload, headers });
  return { ...service, order };
}

describe('validation', () => {
  it('reads queries out of text, and takes bodies as they are', async () => {
    const { order } = orders();
    const response = await order({ mode: 'drill', count: 1 }, '?dry=true&page=2');
    expect(response.json()).toEqual({
      got: { params: { id: '1' }, query: { dry: true, page: 2 }, body: { mode: 'drill', count: 1 } },
    });
    expect((await order({ mode: 'drill', count: '1' })).statusCode).toBe(422);
  });

  it('refuses what it does not know instead of dropping it, and names every field', async () => {
    const { order } = orders();
    const problem = (await order({ mdoe: 'drill', nested: { wrong: 1 } })).json<Problem>();
    expect(problem.errors).toEqual(
      expect.arrayContaining([
        { in: 'body', path: '/mode', message: 'is missing' },
        { in: 'body', path: '/mdoe', message: 'is not a known field' },
        { in: 'body', path: '/nested/a~1b~0c', message: 'is missing' },
      ]),
    );
  });
});

describe('problems', () => {
  it('answers a refusal with its code, and a fault of ours with nothing but that', async () => {
    const { order, lines } = orders();
    const refused = await order({ mode: 'unknown' });
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(refused.json()).toMatchObject({ status: 404, code: 'plan-unknown', detail: 'no plan 1' });
    const broken = await order({ mode: 'broken' });
    expect(broken.statusCode).toBe(500);
    expect(broken.body).not.toContain('postgres');
    const { requestId } = broken.json<Problem>();
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', requestId, msg: 'request failed' }));
  });

  it('answers unknown addresses and unreadable ones as problems too', async () => {
    const { app } = orders();
    const nowhere = await app.inject({ method: 'GET', url: '/nowhere?token=abc' });
    expect(nowhere.json()).toMatchObject({ status: 404, code: 'route-unknown', detail: 'GET /nowhere leads nowhere' });
    const unreadable = await app.inject({ method: 'GET', url: '/orders/%zz' });
    expect(unreadable.json()).toMatchObject({ status: 400, code: 'request-malformed' });
  });

  it('tells bodies that cannot be read apart', async () => {
    const { order } = orders();
    const codes = async (payload: string, type: string) =>
      (await order(payload, '', { 'content-type': type })).json<Problem>().code;
    expect(await codes('{', 'application/json')).toBe('request-malformed');
    expect(await codes('', 'application/json')).toBe('request-malformed');
    expect(await codes('{"__proto__": {}}', 'application/json')).toBe('request-malformed');
    expect(await codes('mode: drill', 'text/html')).toBe('media-type-unsupported');
    expect(await codes(`"${'x'.repeat(1024 * 1024)}"`, 'application/json')).toBe('body-too-large');
  });

  it('looks at nobody who is not allowed', async () => {
    const { app } = aService(distrusting);
    mountRoute(app, orderRoute, async () => Promise.reject(new Error('must not be called')));
    const response = await app.inject({ method: 'POST', url: '/orders/1', payload: '{' });
    expect(response.json()).toMatchObject({ status: 403, code: 'forbidden' });
  });
});

describe('every answer', () => {
  it('carries a request id: the harmless one it came with, or a new one', async () => {
    const { order } = orders();
    expect((await order({ mode: 'drill' }, '', { 'x-request-id': 'trace-1' })).headers['x-request-id']).toBe('trace-1');
    const own = await order({ mode: 'drill' }, '', { 'x-request-id': 'a b\tc' });
    expect(own.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('carries security headers, refusals as well', async () => {
    const { app, order } = orders();
    for (const response of [await order({ mode: 'drill' }), await app.inject('/nowhere')]) {
      expect(response.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      });
    }
  });

  it('is one log line of chosen fields, without the query, headers or secrets', async () => {
    const { order, lines } = orders();
    await order({ mode: 'drill' }, '?page=77', { authorization: 'Bearer very-secret' });
    const answered = lines.filter(({ msg }) => msg === 'request answered');
    expect(answered).toEqual([
      expect.objectContaining({ method: 'POST', route: '/orders/:id', status: 201, subject: 'local:ana' }),
    ]);
    expect(lines.find(({ msg }) => msg === 'order taken')).toMatchObject({
      token: '[redacted]',
      nested: { password: '[redacted]', deep: { secret: '[redacted]' } },
    });
    expect(JSON.stringify(lines)).not.toMatch(/very-secret|page=77/);
  });

  it('is measured by the pattern of its route', async () => {
    const { app, order, metrics } = orders();
    await order({ mode: 'drill' });
    await app.inject('/nowhere');
    const text = await metrics.text();
    expect(text).toContain('breakwater_http_answer_seconds_count{method="POST",route="/orders/:id",status="201"} 1');
    expect(text).toContain('route="unknown",status="404"');
  });
});
