import { describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { defineRoute } from '@breakwater/api-contract';
import { openApiDocument } from './open-api-document.ts';

const Thing = Type.Object({ name: Type.String() });
const route = defineRoute({
  method: 'PUT',
  url: '/things/:id',
  operationId: 'putThing',
  summary: 'Puts a thing',
  tag: 'things',
  permission: 'plans:write',
  params: Type.Object({ id: Type.String({ description: 'which' }) }),
  query: Type.Object({ dry: Type.Optional(Type.Boolean()) }),
  body: Thing,
  answers: {
    200: { description: 'put', schema: Type.Object({ things: Type.Array(Thing) }), headers: { etag: 'its state' } },
    204: { description: 'nothing changed' },
  },
  problems: ['plan-unknown', 'gate-unknown'],
});
const { paths, components } = openApiDocument({
  title: 'T',
  version: '1',
  description: 'D',
  routes: [route],
  components: { Thing },
});
const operation = paths['/things/{id}']?.['put'];

describe('the OpenAPI document', () => {
  it('lists every status, and under it every code that can carry it', () => {
    const { responses } = operation as { responses: Record<string, { description: string }> };
    expect(Object.keys(responses)).toEqual(['200', '204', '400', '401', '403', '404', '413', '415', '422', '500']);
    expect(responses['404']).toMatchObject({
      description: '`plan-unknown`: There is no such recovery plan; `gate-unknown`: There is no such gate',
      content: {
        'application/problem+json': {
          schema: { allOf: [{}, { properties: { code: { enum: ['plan-unknown', 'gate-unknown'] } } }] },
        },
      },
    });
  });

  it('refers to what has a name, wherever it is used', () => {
    expect(components.schemas).toMatchObject({ Thing: { type: 'object' }, Problem: { type: 'object' } });
    const reference = { $ref: '#/components/schemas/Thing' };
    expect(operation).toMatchObject({
      requestBody: { required: true, content: { 'application/json': { schema: reference } } },
      responses: {
        200: { content: { 'application/json': { schema: { properties: { things: { items: reference } } } } } },
      },
    });
  });

  it('tells where each parameter goes, who may call, and what the headers say', () => {
    expect(operation).toMatchObject({
      'x-permission': 'plans:write',
      security: [{ token: [] }],
      parameters: [
        { name: 'id', in: 'path', required: true, description: 'which' },
        { name: 'dry', in: 'query', required: false },
      ],
      responses: { 200: { headers: { etag: { description: 'its state' } } } },
    });
  });
});
