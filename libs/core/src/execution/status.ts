import type { Execution, ExecutionStatus, Run } from './execution.ts';

/** What people call the state. `waiting`: somebody has to act and nothing runs meanwhile. */
export function statusOf(execution: Execution): ExecutionStatus | undefined {
  switch (execution.kind) {
    case 'unknown':
      return undefined;
    case 'requested':
    case 'validating':
    case 'rejected':
      return execution.kind;
    case 'ended':
      return execution.status;
    case 'running': {
      const { run } = execution;
      if (run.heldBy !== undefined) return 'paused';
      const waits = Object.values(run.gates).some((gate) => gate.state.kind === 'waiting');
      if (!waits) return 'running';
      return works(run) ? 'running' : 'waiting';
    }
  }
}

/** A step runs, or is about to: its stage is open, or its next attempt is due. */
const works = (run: Run): boolean =>
  Object.values(run.graph.steps).some(({ id, kind, stageId }) => {
    const state = run.steps[id]?.kind;
    const isReady = state === 'pending' && kind === 'operation' && run.stages[stageId] === 'open';
    return isReady || state === 'running' || state === 'retrying';
  });
