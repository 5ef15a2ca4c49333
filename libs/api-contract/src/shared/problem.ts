import { Type } from 'typebox';
import type { PlanFault } from '@breakwater/core';
import { PROBLEM_CODES } from './problem-codes.ts';
import type { Holds, SameAs } from './same-type.ts';
import { oneOf, strict } from './schemas.ts';

/** A fault of a plan document: where it is and what is wrong. The same over REST and on the command line. */
export const PlanFaultSchema = Type.Object(
  {
    code: Type.String({ description: 'kebab-case kind, for instance `unknown-operation`' }),
    path: Type.String({ description: 'path in the document, `waves[1].steps[0].params`; empty for the whole' }),
    line: Type.Optional(Type.Integer({ minimum: 1 })),
    column: Type.Optional(Type.Integer({ minimum: 1 })),
    message: Type.String(),
  },
  strict,
);

/** A field of the request that was not taken. */
export const FieldFaultSchema = Type.Object(
  {
    in: oneOf(['body', 'query', 'path', 'header']),
    path: Type.String({ description: 'JSON pointer to the field, `/acceptFindings/0/id`; empty for the whole' }),
    message: Type.String(),
  },
  strict,
);

/** RFC 9457 problem details. `code` is stable; `title` and `detail` are for people and may change. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ format: 'uri', description: '`urn:breakwater:problem:<code>`' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    code: oneOf(PROBLEM_CODES),
    detail: Type.Optional(Type.String()),
    requestId: Type.String({ description: 'find this request in the logs by it' }),
    errors: Type.Optional(Type.Array(FieldFaultSchema, { description: 'of `request-invalid`' })),
    faults: Type.Optional(Type.Array(PlanFaultSchema, { description: 'of `plan-invalid`' })),
    gateId: Type.Optional(Type.String({ description: 'the gate it is about' })),
    stepId: Type.Optional(Type.String({ description: 'the step it is about' })),
  },
  strict,
);

export type PlanFaultIsCore = Holds<[SameAs<typeof PlanFaultSchema, PlanFault>]>;
