import type { Activity } from './activity.ts';
import { ActivityTask, isToken, TaskFailedError } from './activity-task.ts';
import type { PlayedScope } from './definition.ts';
import { ExecutionFailedError, interpret, type DoTask, type Interpretation } from './interpret.ts';
import { ServiceError } from './service-error.ts';

/** Bytes of the input or the output of a task. */
export const MAX_PAYLOAD_BYTES = 262_144;

export interface StateMachineRecord {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  /** As it was given; a running execution keeps the one it was started with. */
  definition: string;
  readonly createdAt: number;
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

export interface ExecutionRecord {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly input: string;
  readonly startedAt: number;
  status: ExecutionStatus;
  stoppedAt?: number;
  output?: string;
  error?: string;
  cause?: string;
}

/** Activities, tasks and executions: what the operations act on. */
export class Play {
  readonly activities = new Map<
    string,
    { readonly name: string; readonly createdAt: number; readonly queue: Activity }
  >();
  readonly machines = new Map<string, StateMachineRecord>();
  readonly executions = new Map<string, ExecutionRecord>();
  readonly #tasks = new Map<string, ActivityTask>();
  readonly #running = new Map<string, Interpretation>();
  readonly #scale: number;

  /** @param scale - wall seconds for each second of heartbeats, time-outs and waits between retries */
  constructor(scale: number) {
    this.#scale = scale;
  }

  /** The task of a token that may still be answered. @throws ServiceError as `SendTask…` documents them */
  openTask(token: string): ActivityTask {
    if (!isToken(token)) throw new ServiceError('InvalidToken', 'Invalid Token');
    const task = this.#tasks.get(token);
    if (task === undefined) throw new ServiceError('TaskDoesNotExist', 'Task does not exist');
    if (!task.isOpen) throw new ServiceError('TaskTimedOut', 'Task Timed Out: the token has expired or is closed');
    return task;
  }

  activity(arn: string): Activity {
    const known = this.activities.get(arn);
    if (known === undefined) throw new ServiceError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
    return known.queue;
  }

  start(record: ExecutionRecord, definition: string): void {
    this.executions.set(record.arn, record);
    const execution = interpret(JSON.parse(definition) as PlayedScope, JSON.parse(record.input), {
      doTask: this.#doTask,
      scale: this.#scale,
    });
    this.#running.set(record.arn, execution);
    const ended = (status: ExecutionStatus, result: Pick<ExecutionRecord, 'output' | 'error' | 'cause'>) => {
      this.#running.delete(record.arn);
      Object.assign(record, { status, stoppedAt: Date.now(), ...result });
    };
    execution.output.then(
      (output) => ended('SUCCEEDED', { output: JSON.stringify(output) }),
      (error: unknown) => ended('FAILED', failureOf(error)),
    );
  }

  /** Stopping one that is over changes nothing. */
  stop(record: ExecutionRecord, reason: Pick<ExecutionRecord, 'error' | 'cause'>): void {
    const execution = this.#running.get(record.arn);
    if (execution === undefined) return;
    this.#running.delete(record.arn);
    Object.assign(record, { status: 'ABORTED', stoppedAt: Date.now(), ...reason });
    execution.abort();
  }

  stopAll(): void {
    for (const record of this.executions.values()) this.stop(record, { error: 'Local.Closed' });
  }

  readonly #doTask: DoTask = async ({ activityArn, input, timeoutSeconds, heartbeatSeconds }, signal) => {
    const activity = this.activities.get(activityArn);
    if (activity === undefined)
      throw new TaskFailedError('States.Runtime', `the activity ${activityArn} does not exist`);
    const text = JSON.stringify(input);
    if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES)
      throw new TaskFailedError(
        'States.DataLimitExceeded',
        `the input of the task has ${Buffer.byteLength(text)} bytes`,
      );
    const task = new ActivityTask(text, {
      ...(timeoutSeconds !== undefined && { timeoutSeconds }),
      ...(heartbeatSeconds !== undefined && { heartbeatSeconds }),
      scale: this.#scale,
    });
    this.#tasks.set(task.token, task);
    const takeBack = activity.queue.offer(task);
    const abandon = () => task.fail(new TaskFailedError('Local.ExecutionOver', 'the execution is over'));
    signal.addEventListener('abort', abandon, { once: true });
    try {
      return await task.outcome;
    } finally {
      takeBack();
      signal.removeEventListener('abort', abandon);
    }
  };
}

function failureOf(error: unknown): Pick<ExecutionRecord, 'error' | 'cause'> {
  if (error instanceof ExecutionFailedError) return { error: error.error, cause: String(error.cause) };
  return { error: 'States.Runtime', cause: String(error) };
}
