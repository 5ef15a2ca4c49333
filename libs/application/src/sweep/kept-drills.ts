import type { ExecutionHead, ExecutionId, ExecutionReport, StepId } from '@breakwater/core';

/** What somebody keeps, or wants to keep, of a drill. */
export interface KeptOfDrill {
  /** Ids of the instances that are known to be kept. */
  readonly instances: ReadonlySet<string>;
  /** Whether a clean-up might take what somebody believes to be kept, and why; `undefined` when it surely does not. */
  readonly doubt: string | undefined;
}

interface Keep {
  readonly of: ExecutionId;
  readonly steps: readonly StepId[];
  readonly instances: readonly string[];
  readonly hasEnded: boolean;
  readonly hasCompleted: boolean;
}

/**
 * Remembers what the keeps of a store's executions came to; one that has ended is read once.
 *
 * @param reportOf - `undefined` for an execution that can not be read now
 */
export class KeptDrills {
  readonly #keeps = new Map<ExecutionId, Keep>();
  readonly #ended = new Set<ExecutionId>();
  /** Keeps that can not be read now, and their plans. */
  readonly #unread = new Map<ExecutionId, string>();
  readonly #reportOf: (id: ExecutionId) => Promise<ExecutionReport | undefined>;

  constructor(reportOf: (id: ExecutionId) => Promise<ExecutionReport | undefined>) {
    this.#reportOf = reportOf;
  }

  async note(heads: readonly ExecutionHead[]): Promise<void> {
    for (const { executionId, mode, plan } of heads) {
      if (mode !== 'keep' || this.#ended.has(executionId)) continue;
      const report = await this.#reportOf(executionId);
      const keep = report && keepOf(report);
      if (keep === undefined) {
        this.#unread.set(executionId, plan);
        continue;
      }
      this.#unread.delete(executionId);
      this.#keeps.set(executionId, keep);
      if (keep.hasEnded) this.#ended.add(executionId);
    }
  }

  of({ executionId, plan }: Pick<ExecutionHead, 'executionId' | 'plan'>): KeptOfDrill {
    const keeps = [...this.#keeps.values()].filter(({ of }) => of === executionId);
    const settled = new Set(keeps.filter(({ hasCompleted }) => hasCompleted).flatMap(({ steps }) => steps));
    const wanted = new Set(keeps.flatMap(({ steps }) => steps).filter((id) => !settled.has(id)));
    const unread = [...this.#unread].find(([, ofPlan]) => ofPlan === plan)?.[0];
    return {
      instances: new Set(keeps.flatMap(({ instances }) => instances)),
      doubt: doubtOf([...wanted], unread),
    };
  }
}

/** @returns `undefined` for a history that does not say what it keeps, which no keep's is */
function keepOf({ execution, exists }: ExecutionReport): Keep | undefined {
  const { of, steps, status, completedAt } = execution;
  if (of === null || steps === null) return undefined;
  const instances = exists.filter(({ kept }) => kept).map(({ id }) => id);
  return { of, steps, instances, hasEnded: completedAt !== null, hasCompleted: status === 'completed' };
}

function doubtOf(wanted: readonly StepId[], unread: ExecutionId | undefined): string | undefined {
  if (wanted.length > 0) return `keeping what ${wanted.join(', ')} launched has not come to a good end`;
  return unread === undefined ? undefined : `execution ${unread} keeps something and can not be read`;
}
