import type { SFNClient } from '@aws-sdk/client-sfn';
import { MAX_PAYLOAD_BYTES, type Log } from '@breakwater/core';
import { pauseSeconds, persistently, type Patience } from '../calls/backoff.ts';
import { beatTask, endTask, type TaskInHand, type TaskReply } from '../calls/task-calls.ts';
import type { ActivityHandler } from './activity-handler.ts';
import { workerFailure, WorkerStoppedError } from './worker-failure.ts';
import type { TaskEnd } from './worker-metrics.ts';

export interface TaskRunOptions extends Patience {
  readonly client: SFNClient;
  readonly handle: ActivityHandler;
  /** Of the activity's state: AWS takes the task away after so long a silence. */
  readonly heartbeatSeconds: number;
  readonly log: Log;
  /** Aborted when the worker stops. */
  readonly stopping: AbortSignal;
  /** Aborted when the worker waits for nothing any more. */
  readonly abandoned: AbortSignal;
}

/**
 * The first heartbeat is early, in case an engine counts the silence from the moment the task was scheduled and not from
 * when it was taken; the others leave room for two that are lost.
 */
const FIRST_BEAT_SHARE = 1 / 10;
const BEAT_SHARE = 1 / 4;
/** Sendings of a reply, on top of the client's own attempts. */
const REPLY_ATTEMPTS = 5;

/** AWS has taken the task away; what is done about it counts for nothing. */
class TaskOverError extends Error {
  override readonly name = 'TaskOverError';
  constructor() {
    super('the task is over for Step Functions: let go of it');
  }
}

/** Works on a task until it is answered, left open or over. Never throws. */
export async function runTask(task: TaskInHand, options: TaskRunOptions): Promise<TaskEnd> {
  const { log, stopping, abandoned } = options;
  const over = new AbortController();
  const done = new AbortController();
  const beating = keepAlive(task, options, over, AbortSignal.any([done.signal, abandoned]));
  try {
    const reply = await replyTo(task, options, AbortSignal.any([stopping, over.signal]));
    if (reply === undefined) return 'left-open';
    if (over.signal.aborted || !(await send(task, reply, options))) return 'over';
    if (reply.kind === 'answer') return 'answered';
    return stopping.aborted ? 'given-back' : 'failed';
  } catch (error) {
    log.error({ err: error }, 'Step Functions could not be told of the end of a task; it offers it again');
    return 'unanswered';
  } finally {
    done.abort();
    await beating;
  }
}

/** Gives a task back at once, unworked. Never throws. */
export async function giveBack(task: TaskInHand, options: TaskRunOptions): Promise<TaskEnd> {
  try {
    const reply: TaskReply = { kind: 'failure', failure: workerFailure(new WorkerStoppedError()) };
    return (await send(task, reply, options)) ? 'given-back' : 'over';
  } catch (error) {
    options.log.error({ err: error }, 'a task could not be given back; Step Functions offers it again after a silence');
    return 'unanswered';
  }
}

const send = (task: TaskInHand, reply: TaskReply, options: TaskRunOptions): Promise<boolean> =>
  persistently(() => endTask(options.client, task.token, reply), options, {
    attempts: REPLY_ATTEMPTS,
    signal: options.abandoned,
  });

async function replyTo(
  { token, input }: TaskInHand,
  { handle, log, stopping }: TaskRunOptions,
  signal: AbortSignal,
): Promise<TaskReply | undefined> {
  try {
    const handled = await handle(input, { token, signal, log });
    return handled.kind === 'left-open' ? undefined : fitting({ kind: 'answer', output: handled.output });
  } catch (error) {
    const failure = workerFailure(stopping.aborted && !isSuperseded(error) ? new WorkerStoppedError() : error);
    if (!signal.aborted) log.warn({ err: error, error: failure.error }, 'a task ended without an answer');
    return { kind: 'failure', failure };
  }
}

const isSuperseded = (error: unknown): boolean => error instanceof Error && error.name === 'EngineSupersededError';

/** Step Functions refuses a larger one without ending the task. Answers are identifiers, which are ASCII. */
function fitting(reply: TaskReply & { readonly kind: 'answer' }): TaskReply {
  const { length } = JSON.stringify(reply.output);
  if (length <= MAX_PAYLOAD_BYTES) return reply;
  throw new RangeError(`the answer has ${length} bytes, and Step Functions passes on at most ${MAX_PAYLOAD_BYTES}`);
}

/** Heartbeats until the task is done. Tells through `over` when AWS says that it is no longer ours. */
async function keepAlive(
  { token }: TaskInHand,
  { client, wallClock, random, heartbeatSeconds, log }: TaskRunOptions,
  over: AbortController,
  done: AbortSignal,
): Promise<void> {
  let faults = 0;
  let pause = heartbeatSeconds * FIRST_BEAT_SHARE;
  for (;;) {
    await wallClock.sleep(pause, done).catch(() => undefined);
    if (done.aborted) return;
    try {
      if (!(await beatTask(client, token, done))) {
        over.abort(new TaskOverError());
        return;
      }
      faults = 0;
      pause = heartbeatSeconds * BEAT_SHARE;
    } catch (error) {
      if (done.aborted) return;
      faults += 1;
      pause = Math.min(pauseSeconds(faults, random), heartbeatSeconds * BEAT_SHARE);
      log.warn({ err: error, faults }, 'a heartbeat was not heard and is sent again');
    }
  }
}
