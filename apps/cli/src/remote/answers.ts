import { Value } from 'typebox/value';
import type { Static, TSchema } from 'typebox';
import {
  CommitListSchema,
  ExecutionPageSchema,
  ExecutionReportSchema,
  GateListSchema,
  GateReportSchema,
  StartedSchema,
} from '@breakwater/api-contract';
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

export const reportAnswer = answer(ExecutionReportSchema, 'report of an execution');
export const executionPageAnswer = answer(ExecutionPageSchema, 'page of executions');
export const gateAnswer = answer(GateReportSchema, 'gate');
export const gateListAnswer = answer(GateListSchema, 'list of gates');
export const startedAnswer = answer(StartedSchema, 'answer to a start');
export const commitListAnswer = answer(CommitListSchema, 'history');
