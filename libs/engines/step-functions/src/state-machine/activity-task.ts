import { MOST_RETRIES_OF_A_TASK } from '@breakwater/core';
import { WORKER_ERRORS } from '../messages.ts';
import type { Catcher, Retrier, TaskState, Template } from './asl.ts';
import type { ActivityTimings } from './timings.ts';

/** The state of each scope in which it ends when another engine has taken the execution over. */
export const SUPERSEDED = 'Superseded';

/** Paths to the identifiers that every task carries. */
export const HELD: Template = { 'executionId.$': '$.executionId', 'engineEpoch.$': '$.engineEpoch' };

/**
 * Only a worker that was lost, let go or met a fault is replaced; an operation that failed is an answer. The first
 * attempts follow at once, for a lost reply must not hold up a wave. Bounded, so that no fault fills the history: some
 * 90 minutes of faults in a row, after which the execution fails and is redriven or taken over.
 */
const RETRY: readonly Retrier[] = [
  {
    ErrorEquals: ['States.Timeout', 'States.HeartbeatTimeout', WORKER_ERRORS.letGo, WORKER_ERRORS.fault],
    IntervalSeconds: 1,
    BackoffRate: 2,
    MaxDelaySeconds: 300,
    MaxAttempts: MOST_RETRIES_OF_A_TASK,
    JitterStrategy: 'FULL',
  },
];

/** Takes a scope to its end when this engine no longer holds the execution. */
export const whenSuperseded = <Name extends string>(next: Name): readonly Catcher<Name>[] => [
  { ErrorEquals: [WORKER_ERRORS.superseded], ResultPath: '$.superseded', Next: next },
];

/**
 * A task that an activity worker does. Its input is the execution, the engine's epoch and what `parameters` add.
 *
 * @param resource - ARN of the activity, or a placeholder for it
 */
export const activityTask = <Name extends string>(
  resource: string,
  timings: ActivityTimings,
  rest: Pick<TaskState<Name | typeof SUPERSEDED>, 'Comment' | 'Parameters' | 'ResultPath' | 'Next'>,
): TaskState<Name | typeof SUPERSEDED> => ({
  Type: 'Task',
  ...rest,
  Resource: resource,
  Parameters: { ...HELD, ...rest.Parameters },
  TimeoutSeconds: timings.timeoutSeconds,
  HeartbeatSeconds: timings.heartbeatSeconds,
  Retry: RETRY,
  Catch: whenSuperseded(SUPERSEDED),
});
