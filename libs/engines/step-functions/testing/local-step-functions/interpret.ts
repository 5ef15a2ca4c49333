import { ExecutionError, StateMachine } from 'aws-local-stepfunctions';
import { playable, tasksIn, type PlayedScope, type PlayedTask } from './definition.ts';

type Library = InstanceType<typeof StateMachine>;
/** An event of the interpreter, which is not one of AWS's history. */
export type PlayedEvent = ReturnType<Library['run']>['eventLogs'] extends AsyncGenerator<infer Event> ? Event : never;
type Json = Parameters<Library['run']>[0];

/**
 * Does one task; what it throws fails the task, under the name of the error. The signal is aborted once the execution
 * is over: nobody waits for the task any more.
 */
export type DoTask = (
  task: PlayedTask & { readonly input: unknown; readonly state: string },
  signal: AbortSignal,
) => Promise<unknown>;

export interface Interpretation {
  /** @throws {@link ExecutionFailedError}; never settles when it is aborted */
  readonly output: Promise<unknown>;
  readonly abort: () => void;
  readonly events: AsyncIterable<PlayedEvent>;
}

/** How an execution ended that did not succeed. */
export class ExecutionFailedError extends Error {
  override readonly name = 'ExecutionFailedError';
  readonly error: string;
  constructor(error: string, options: { readonly cause: string }) {
    super(`the execution failed with ${error}: ${options.cause}`, options);
    this.error = error;
  }
}

/** Runs a machine in this process, on aws-local-stepfunctions. */
export function interpret(
  definition: PlayedScope,
  input: unknown,
  run: { readonly doTask: DoTask; readonly scale: number },
): Interpretation {
  const over = new AbortController();
  const machine = new StateMachine(playable(definition, run.scale) as ConstructorParameters<typeof StateMachine>[0], {
    validationOptions: { noValidate: true },
  });
  const handlers = [...tasksIn(definition)].map(([state, task]) => {
    const handler = (taskInput: Json) =>
      untilOver(run.doTask({ ...task, input: taskInput, state }, over.signal), over.signal) as Promise<Json>;
    return [state, handler] as const;
  });
  const execution = machine.run(input as Json, {
    overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
    noThrowOnAbort: true,
  });
  let aborted = false;
  const never = new Promise<never>(() => undefined);
  const output = execution.result
    .then(
      (value) => (aborted ? never : value),
      (error: unknown) => {
        if (aborted) return never;
        throw failureOf(error);
      },
    )
    .finally(() => over.abort());
  // Whoever looks at the events alone must not meet an unhandled rejection.
  output.catch(() => undefined);
  return {
    output,
    abort: () => {
      aborted = true;
      execution.abort();
      over.abort();
    },
    events: execution.eventLogs,
  };
}

/** The interpreter keeps a timer for each task until the task is over, those of a Map that failed included. */
function untilOver(task: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abandon = () => reject(new Error('the execution is over'));
  if (signal.aborted) abandon();
  signal.addEventListener('abort', abandon, { once: true });
  return Promise.race([task, promise]).finally(() => signal.removeEventListener('abort', abandon));
}

function failureOf(error: unknown): unknown {
  if (!(error instanceof ExecutionError) || !(error.cause instanceof Error)) return error;
  return new ExecutionFailedError(error.cause.name, { cause: error.cause.message });
}
