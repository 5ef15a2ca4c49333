import type { ExecutionId, ExecutionStore, StageGraph } from '@breakwater/core';

/** Graphs that are kept; more executions at once only read theirs again. */
const MOST_KEPT = 200;

/** The graphs of executions, which never change once they are recorded. */
export class PreparedGraphs {
  readonly #executions: ExecutionStore;
  readonly #kept = new Map<ExecutionId, StageGraph>();

  constructor(executions: ExecutionStore) {
    this.#executions = executions;
  }

  /** @throws Error when the execution was never prepared */
  async of(id: ExecutionId): Promise<StageGraph> {
    const known = this.#kept.get(id);
    if (known !== undefined) return known;
    const commits = await this.#executions.read(id);
    const graph = commits
      .flatMap(({ events }) => events)
      .flatMap((event) => (event.type === 'execution-prepared' ? [event.graph] : []))[0];
    if (graph === undefined) throw new Error(`execution ${id} has no stages: it was not prepared`);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(id, graph);
    return graph;
  }
}
