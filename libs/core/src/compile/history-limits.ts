/**
 * What an execution may be on AWS Step Functions. Every plan must fit, whatever engine runs it today: on the day of the
 * disaster it may be another.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */

/** Events in the history of one execution; at the next one it fails. A hard limit. */
export const MAX_HISTORY_EVENTS = 25_000;
/** UTF-8 bytes of the input or the output of a task, a state or an execution. A hard limit. */
export const MAX_PAYLOAD_BYTES = 262_144;
/** Items that an inline Map runs at the same time; more would wait for those that wait for people. */
export const MAX_INLINE_ITEMS = 40;
/** Child executions that a distributed Map runs at the same time. A hard limit; more items would wait. */
export const MAX_DISTRIBUTED_ITEMS = 10_000;
/** Distributed Maps that are open in an account and Region at the same time. A quota that AWS can raise. */
export const MAX_OPEN_MAP_RUNS = 1_000;

/** How often Step Functions replaces a lost worker of one task, in a row. The state machine's retries are made of it. */
export const MOST_RETRIES_OF_A_TASK = 40;
