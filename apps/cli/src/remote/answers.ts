import { Value } from 'typebox/value';
import { Type, type Static, type TSchema } from 'typebox';
import {
  AdapterDescriptionSchema,
  AdapterListSchema,
  CommitListSchema,
  ExecutionPageSchema,
  ExecutionReportSchema,
  FindingSchema,
  GateListSchema,
  GateReportSchema,
  StartedSchema,
  type Answer,
} from '@breakwater/api-contract';
import type { RecoveryPlan } from '@breakwater/core';
import { UnreachableError } from '../errors.ts';

/** Makes sure that an answer is what the contract says. */
export interface AnswerOf<Body> {
  (body: unknown): Body;
}

/** Members that a newer server has added are left out; one that is missing or wrong is refused. */
function answer<Schema extends TSchema>(schema: Schema, what: string): AnswerOf<Static<Schema>> {
  return (body) => {
    const known = Value.Clean(schema, structuredClone(body));
    if (Value.Check(schema, known)) return known;
    throw new UnreachableError(`the server's answer is no ${what}: it may be of another version than this command`);
  };
}

/** Shown as it comes: what a plan may hold is the server's to say. */
const FollowUpAnswer = Type.Object({
  plan: Type.Union([Type.Unsafe<RecoveryPlan>({ type: 'object', required: ['waves'] }), Type.Null()]),
  findings: Type.Array(FindingSchema),
});

export type AdapterView = Answer<typeof AdapterDescriptionSchema>;
export type FollowUpView = Static<typeof FollowUpAnswer>;

export const reportAnswer = answer(ExecutionReportSchema, 'report of an execution');
export const executionPageAnswer = answer(ExecutionPageSchema, 'page of executions');
export const gateAnswer = answer(GateReportSchema, 'gate');
export const gateListAnswer = answer(GateListSchema, 'list of gates');
export const startedAnswer = answer(StartedSchema, 'answer to a start');
export const commitListAnswer = answer(CommitListSchema, 'history');
export const adapterListAnswer = answer(AdapterListSchema, 'list of adapters');
export const adapterAnswer = answer(AdapterDescriptionSchema, 'adapter');
export const followUpAnswer = answer(FollowUpAnswer, 'preview of a follow-up');
