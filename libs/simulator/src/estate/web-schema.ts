import Type from 'typebox';

import { strict } from './common-schema.ts';

const Answer = Type.Object(
  {
    path: Type.Optional(Type.String({ pattern: '^/', description: 'With wildcards; default every path' })),
    status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599, description: 'Default 200' })),
    body: Type.Optional(Type.String({ description: 'Default empty' })),
    location: Type.Optional(Type.String({ minLength: 1, description: 'Of a redirect' })),
    times: Type.Optional(Type.Integer({ minimum: 1, description: 'Only the first so many; default all' })),
  },
  strict,
);

/** Something that answers HTTP requests on instances. */
export const WebServiceSpec = Type.Object(
  {
    instance: Type.String({ minLength: 1, description: 'Id or Name tag of the instances, with wildcards' }),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535, description: 'Default 443 with tls, else 80' })),
    tls: Type.Optional(
      Type.Object(
        {
          names: Type.Array(Type.String({ minLength: 1 }), {
            minItems: 1,
            description: 'Names and addresses of the certificate, such as pay.example.com or *.example.com',
          }),
        },
        { ...strict, description: 'HTTPS; default plain HTTP' },
      ),
    ),
    startedBy: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Text of a command that has to succeed on the instance since its boot; default: starts with it',
      }),
    ),
    answers: Type.Optional(
      Type.Array(Answer, { minItems: 1, description: 'The first that fits decides, none: 404; default 200 to all' }),
    ),
  },
  strict,
);

export type WebServiceSpec = Type.Static<typeof WebServiceSpec>;

/** The port of HTTPS, or of plain HTTP. */
export const defaultPort = (isTls: boolean): number => (isTls ? 443 : 80);
