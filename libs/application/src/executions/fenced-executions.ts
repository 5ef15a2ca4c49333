import { EngineSupersededError, type ExecutionCommand, type ExecutionId } from '@breakwater/core';
import type { ExecutionLog } from './execution-log.ts';

/** The histories of executions, as use cases and engines work on them. */
export type Executions = Pick<ExecutionLog, 'load' | 'dispatch'>;

/**
 * The same histories for an engine that holds one of them at an epoch: every command on it carries the epoch, so that the
 * decider refuses what was overtaken, and every look at it fails once a newer epoch stands. Other executions, such as the
 * drills that a recovery pre-empts, are as they were.
 */
export function fencedExecutions(executions: Executions, held: ExecutionId, epoch: number): Executions {
  const load: Executions['load'] = async (id) => {
    const loaded = await executions.load(id);
    const { execution } = loaded;
    if (id !== held || execution.kind === 'unknown' || execution.engine.epoch === epoch) return loaded;
    if (execution.engine.epoch > epoch) throw new EngineSupersededError(id, epoch, execution.engine);
    // A fault, worth another try: a store in another Region may not have the take-over yet, or has lost it.
    throw new Error(
      `the store knows of no take-over of ${id} at epoch ${epoch}, the newest is ${execution.engine.epoch}`,
    );
  };
  return {
    load,
    async dispatch(id: ExecutionId, command: ExecutionCommand) {
      if (id !== held) return executions.dispatch(id, command);
      const outcome = await executions.dispatch(id, { ...command, engineEpoch: epoch });
      if (!outcome.ok && outcome.error.code === 'engine-superseded') await load(id);
      return outcome;
    },
  };
}
