import type { Static } from 'typebox';
import type { FieldFaultSchema, ProblemCode, ProblemSchema } from '@breakwater/api-contract';
import type { PlanFault } from '@breakwater/core';
import { PROBLEMS, problemType } from './problems.ts';

export type Problem = Static<typeof ProblemSchema>;
export type FieldFault = Static<typeof FieldFaultSchema>;

/** What a problem says beyond its code. */
export interface ProblemFacts {
  readonly errors?: readonly FieldFault[];
  readonly faults?: readonly PlanFault[];
  readonly gateId?: string;
  readonly stepId?: string;
}

/** A request is refused: becomes an RFC 9457 answer. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly facts: ProblemFacts;
  /** @param detail - what was wrong and what to do; shown to the caller, but for statuses above 499 other than 501 */
  constructor(code: ProblemCode, detail: string, facts: ProblemFacts = {}, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
    this.facts = facts;
  }
}

/** Above 499 the fault is ours and nothing is said about it; that something is not built is no secret. */
const maySayWhy = (status: number) => status < 500 || status === 501;

/** The document of a problem. */
export function problemDocument({ code, message, facts }: ProblemError, requestId: string): Problem {
  const { status, title } = PROBLEMS[code];
  const document = { type: problemType(code), title, status, code, requestId };
  if (!maySayWhy(status)) return document;
  return {
    ...document,
    detail: message,
    ...(facts.errors && { errors: [...facts.errors] }),
    ...(facts.faults && { faults: facts.faults.map((fault) => ({ ...fault })) }),
    ...(facts.gateId !== undefined && { gateId: facts.gateId }),
    ...(facts.stepId !== undefined && { stepId: facts.stepId }),
  };
}
