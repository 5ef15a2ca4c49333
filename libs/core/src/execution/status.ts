import type { Execution, ExecutionStatus } from './execution.ts';

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
      const works = Object.values(run.steps).some((state) => state.kind === 'running' || state.kind === 'retrying');
      return works ? 'running' : 'waiting';
    }
  }
}
