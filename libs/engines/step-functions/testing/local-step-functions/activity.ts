import type { ActivityTask } from './activity-task.ts';

/** A worker that waits for a task. */
export interface Poll {
  /** Hands it the task, or nothing when its time is up. */
  readonly answer: (task: ActivityTask | undefined) => void;
}

/** Tasks that no worker has taken yet, and workers that have found none. First come, first served, on both sides. */
export class Activity {
  readonly #tasks = new Set<ActivityTask>();
  readonly #polls = new Set<Poll>();

  /** @returns takes the task back, unless a worker has it */
  offer(task: ActivityTask): () => void {
    this.#tasks.add(task);
    this.#match();
    return () => this.#tasks.delete(task);
  }

  /** @returns takes the poll back, unless it was answered */
  poll(poll: Poll): () => void {
    this.#polls.add(poll);
    this.#match();
    return () => this.#polls.delete(poll);
  }

  /** Tasks that wait for a worker. */
  get waitingCount(): number {
    return this.#tasks.size;
  }

  #match(): void {
    const [task] = this.#tasks;
    const [poll] = this.#polls;
    if (task === undefined || poll === undefined) return;
    this.#tasks.delete(task);
    this.#polls.delete(poll);
    task.start();
    poll.answer(task);
    this.#match();
  }
}
