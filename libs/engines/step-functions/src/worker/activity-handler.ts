import type { Log } from '@breakwater/core';
import type { Static, TSchema } from 'typebox';
import { Errors, Value } from 'typebox/value';
import { UnreadableTaskError } from './worker-failure.ts';

/** What a handler gets besides its task. */
export interface TaskCall {
  /** Answers the call; for handlers that leave it open. A bearer secret. */
  readonly token: string;
  /** Aborted when the task is over for AWS, and when the worker stops: let go, and throw the reason. */
  readonly signal: AbortSignal;
  readonly log: Log;
}

export type Handled =
  | { readonly kind: 'answer'; readonly output: object }
  /** Somebody else answers the call, and keeps it alive until then. */
  | { readonly kind: 'left-open' };

/** Does the tasks of one activity. What it throws is reported as a fault, which the state machine tries again. */
export type ActivityHandler = (input: string, call: TaskCall) => Promise<Handled>;

/**
 * A handler of tasks of a schema.
 *
 * @param activity - for the message about a task that does not fit it
 */
export const activityHandler =
  <Task extends TSchema>(
    activity: string,
    schema: Task,
    work: (task: Static<Task>, call: TaskCall) => Promise<Handled>,
  ): ActivityHandler =>
  async (input, call) =>
    work(readTask(activity, schema, input), call);

/** @throws UnreadableTaskError naming what does not fit, without repeating values */
function readTask<Task extends TSchema>(activity: string, schema: Task, input: string): Static<Task> {
  const value = parsed(activity, input);
  if (Value.Check(schema, value)) return value;
  const faults = Errors(schema, value).map(({ instancePath, message }) => `${instancePath || 'it'} ${message}`);
  throw new UnreadableTaskError(activity, [...new Set(faults)].slice(0, 5).join(', '));
}

function parsed(activity: string, input: string): unknown {
  try {
    return JSON.parse(input);
  } catch (error) {
    throw new UnreadableTaskError(activity, 'it is no JSON', { cause: error });
  }
}
