import {
  GetActivityTaskCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { errorName } from '@breakwater/aws';

/** A task that was handed to us. Its token is a bearer secret: never logged. */
export interface TaskInHand {
  readonly token: string;
  /** JSON, as the state machine sent it. */
  readonly input: string;
}

/** Why a task is not answered. */
export interface TaskFailure {
  /** One of `WORKER_ERRORS`. */
  readonly error: string;
  readonly cause: string;
}

/** What ends a task. */
export type TaskReply =
  { readonly kind: 'answer'; readonly output: object } | { readonly kind: 'failure'; readonly failure: TaskFailure };

/** A token that is closed, timed out, or unknown to AWS. All are final; the first is also what a repeated answer gets. */
const OVER: ReadonlySet<string> = new Set(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']);

/**
 * The next task of an activity, held open for up to 60 seconds; `undefined` when none came.
 *
 * @param workerName - at most 80 characters, shown in the execution's history
 */
export async function pollTask(
  client: SFNClient,
  activityArn: string,
  workerName: string,
  signal: AbortSignal,
): Promise<TaskInHand | undefined> {
  const { taskToken, input } = await client.send(new GetActivityTaskCommand({ activityArn, workerName }), {
    abortSignal: signal,
  });
  return taskToken === undefined || taskToken === '' ? undefined : { token: taskToken, input: input ?? '' };
}

/** Says that the task is worked on, or still waits. @returns false when it is over */
export const beatTask = (client: SFNClient, token: string, signal?: AbortSignal): Promise<boolean> =>
  unlessOver(() =>
    client.send(
      new SendTaskHeartbeatCommand({ taskToken: token }),
      signal === undefined ? {} : { abortSignal: signal },
    ),
  );

/** Ends a task. @returns false when it was over already, perhaps by an earlier sending of this very reply */
export const endTask = (client: SFNClient, token: string, reply: TaskReply): Promise<boolean> =>
  unlessOver(() =>
    reply.kind === 'answer'
      ? client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(reply.output) }))
      : client.send(new SendTaskFailureCommand({ taskToken: token, ...reply.failure })),
  );

async function unlessOver(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (OVER.has(errorName(error))) return false;
    throw error;
  }
}
