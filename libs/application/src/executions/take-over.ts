import {
  accepted,
  type Actor,
  type EngineHold,
  type ExecutionEngine,
  type ExecutionId,
  type ExecutionRefusal,
  type Result,
} from '@breakwater/core';
import type { Executions } from './fenced-executions.ts';

export interface TakeOver {
  readonly id: ExecutionId;
  readonly by: Actor;
  readonly note: string;
  /** Only from this epoch. */
  readonly ofEpoch?: number;
}

/**
 * Records that this engine has the execution from now on, then starts it there. A process that dies in between leaves an
 * execution that is this engine's and does not run: it goes on with it when it comes back, or is told once more.
 */
export async function takeOver(
  executions: Executions,
  engine: ExecutionEngine,
  { id, by, note, ofEpoch }: TakeOver,
): Promise<Result<EngineHold, ExecutionRefusal>> {
  const recorded = await executions.dispatch(id, {
    type: 'take-over',
    engine: engine.name,
    note,
    by,
    ...(ofEpoch !== undefined && { engineEpoch: ofEpoch }),
  });
  if (!recorded.ok) return recorded;
  const { execution } = recorded.value;
  if (execution.kind === 'unknown') throw new Error(`execution ${id} is gone after it was taken over`);
  await engine.start(id, execution.engine.epoch);
  return accepted(execution.engine);
}
