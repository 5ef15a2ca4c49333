import type { OperationRequest } from '@breakwater/core';
import { Type, type Static } from 'typebox';

const strict = { additionalProperties: false } as const;
const Status = Type.Integer({ minimum: 100, maximum: 599 });

export const HttpCheckParams = Type.Object(
  {
    url: Type.String({ pattern: '^https?://[^\\s/]+', maxLength: 2048 }),
    method: Type.Optional(Type.Union([Type.Literal('GET'), Type.Literal('HEAD')], { default: 'GET' })),
    headers: Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z0-9-]+$' }), Type.String({ maxLength: 4096 }))),
    serverName: Type.Optional(
      Type.String({
        pattern: '^[a-zA-Z0-9.-]{1,253}$',
        description: 'name on the certificate, which is asked for, where the URL has the address of one instance',
      }),
    ),
    followRedirects: Type.Optional(
      Type.Boolean({ default: false, description: 'otherwise a redirect is an answer like any other' }),
    ),
    expectedStatus: Type.Optional(Type.Union([Status, Type.Array(Status, { minItems: 1 })], { default: 200 })),
    expectedBody: Type.Optional(
      Type.String({ minLength: 1, maxLength: 4096, description: 'text that the first 256 KiB of the body contain' }),
    ),
    passForSeconds: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 86_400,
        default: 0,
        description: 'for how long every answer has to be as expected',
      }),
    ),
    withinMinutes: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1_440,
        default: 15,
        description: 'until when it has to have become healthy',
      }),
    ),
    intervalSeconds: Type.Optional(Type.Number({ minimum: 1, maximum: 3_600, default: 5 })),
    requestTimeoutSeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 60, default: 5 })),
  },
  strict,
);
export type HttpCheckParams = Static<typeof HttpCheckParams>;
export type HttpCheckRequest = OperationRequest<HttpCheckParams>;

export const HttpCheckOutputs = Type.Object(
  {
    status: Type.Integer({ description: 'of the last answer' }),
    healthyAt: Type.String({ description: 'when the unbroken row of expected answers began' }),
  },
  strict,
);

/** The parameters with the defaults of their schema. */
export const settled = (params: HttpCheckParams) => ({
  method: params.method ?? 'GET',
  headers: params.headers ?? {},
  expected: [params.expectedStatus ?? 200].flat(),
  passForSeconds: params.passForSeconds ?? 0,
  withinSeconds: (params.withinMinutes ?? 15) * 60,
  intervalSeconds: params.intervalSeconds ?? 5,
  requestTimeoutSeconds: params.requestTimeoutSeconds ?? 5,
});
