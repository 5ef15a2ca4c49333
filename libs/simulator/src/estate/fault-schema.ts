import Type from 'typebox';

import { AccountId, RegionName, strict } from './common-schema.ts';

/** What can go wrong on demand; each is explained in the README. */
export const FAULT_KINDS = [
  'refused',
  'throttled',
  'lost-before',
  'lost-after',
  'stuck',
  'late',
  'partial',
  'unknown-status',
] as const;

/** A fault that calls meet while it is switched on. */
export const FaultSpec = Type.Object(
  {
    id: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Default: fault-1, fault-2, …' })),
    kind: Type.Enum([...FAULT_KINDS]),
    operation: Type.String({
      pattern: '^(\\*|[a-z0-9-]+:[A-Za-z*?]+)$',
      description: 'service:Operation, with * and ? as wildcards',
    }),
    account: Type.Optional(AccountId),
    region: Type.Optional(RegionName),
    server: Type.Optional(
      Type.String({ description: 'Id of a source server, recovery instance or EC2 instance of the request' }),
    ),
    resource: Type.Optional(Type.String({ description: 'Id of any other resource of the request; not with server' })),
    skip: Type.Optional(Type.Integer({ minimum: 0, description: 'Let so many matching calls pass first; default 0' })),
    count: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Strike so many calls, then rest; default for ever' }),
    ),
    probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'Drawn from the seed; default 1' })),
    code: Type.Optional(
      Type.String({ minLength: 1, description: 'Error code of a refused call; default AccessDenied' }),
    ),
    httpStatus: Type.Optional(Type.Integer({ minimum: 400, maximum: 599 })),
    message: Type.Optional(Type.String()),
    answerSeconds: Type.Optional(
      Type.Number({ minimum: 0, description: 'late: wall seconds before the answer is sent' }),
    ),
    jobSeconds: Type.Optional(Type.Number({ minimum: 0, description: 'late: simulated seconds added to the job' })),
    servers: Type.Optional(
      Type.Integer({ minimum: 1, description: 'partial: how many servers of the job fail; default 1' }),
    ),
    status: Type.Optional(
      Type.String({ minLength: 1, description: 'unknown-status: the word; default SOMETHING_NEW' }),
    ),
  },
  strict,
);

export type FaultSpec = Type.Static<typeof FaultSpec>;
