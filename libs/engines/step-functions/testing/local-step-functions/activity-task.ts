import { randomUUID } from 'node:crypto';
import { after } from './timer.ts';

/** Fails a task under the name that the state machine's retries look at. */
export class TaskFailedError extends Error {
  override readonly name: string;
  constructor(error: string, cause: string) {
    super(cause);
    this.name = error;
  }
}

export interface TaskTimes {
  readonly timeoutSeconds?: number;
  readonly heartbeatSeconds?: number;
  /** Wall seconds for each of these seconds. */
  readonly scale: number;
}

const TOKEN = /^local-sfn-[0-9a-f-]{36}$/;
export const isToken = (text: string): boolean => TOKEN.test(text);

/**
 * One task between the state machine and whoever holds its token.
 *
 * The time-out counts from when the task is scheduled; heartbeats are due from when a worker takes it, and do not move
 * the time-out.
 */
export class ActivityTask {
  readonly token = `local-sfn-${randomUUID()}`;
  /** JSON text. */
  readonly input: string;
  /** What a worker answered. @throws TaskFailedError */
  readonly outcome: Promise<unknown>;
  readonly #settle: PromiseWithResolvers<unknown>;
  readonly #times: TaskTimes;
  readonly #stopTimeout: () => void;
  #stopHeartbeat: () => void = () => undefined;
  #isOpen = true;

  constructor(input: string, times: TaskTimes) {
    this.input = input;
    this.#times = times;
    this.#settle = Promise.withResolvers<unknown>();
    this.outcome = this.#settle.promise;
    this.#stopTimeout = this.#within(times.timeoutSeconds, 'States.Timeout', 'the task outlasted its TimeoutSeconds');
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** A worker has it. */
  start(): void {
    this.beat();
  }

  beat(): void {
    this.#stopHeartbeat();
    this.#stopHeartbeat = this.#within(
      this.#times.heartbeatSeconds,
      'States.HeartbeatTimeout',
      'no heartbeat came within HeartbeatSeconds',
    );
  }

  succeed(output: unknown): void {
    this.#close();
    this.#settle.resolve(output);
  }

  fail(error: Error): void {
    this.#close();
    this.#settle.reject(error);
  }

  #within(seconds: number | undefined, error: string, cause: string): () => void {
    if (seconds === undefined) return () => undefined;
    return after(seconds * this.#times.scale, () => this.fail(new TaskFailedError(error, cause)));
  }

  #close(): void {
    this.#isOpen = false;
    this.#stopTimeout();
    this.#stopHeartbeat();
  }
}
