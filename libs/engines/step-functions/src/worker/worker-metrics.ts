/**
 * How a task left its worker. `given-back`: it arrived while the worker was stopping, or was let go of then. `over`: it
 * was over for AWS before it was answered. `unanswered`: AWS could not be told; it is offered again after a silence.
 */
export type TaskEnd = 'answered' | 'failed' | 'left-open' | 'given-back' | 'over' | 'unanswered';

/** What a service counts. Called synchronously; must not throw. */
export interface WorkerMetrics {
  /** A poll was answered, with a task or without: its age tells whether the worker still hears of work. */
  polled(activity: string): void;
  taken(activity: string): void;
  /** How many tasks run here now. */
  running(activity: string, count: number): void;
  ended(activity: string, how: TaskEnd): void;
}

const nothing = () => undefined;
export const noMetrics: WorkerMetrics = { polled: nothing, taken: nothing, running: nothing, ended: nothing };
