import { due, SYSTEM_ACTOR, type ExecutionId, type GateId, type Instant, type StageId } from '@breakwater/core';
import type { ApplicationDependencies, ExecutionHost, StageVerdict } from '../application.ts';
import { prepareExecution } from '../preflight/prepare-execution.ts';
import { runStep } from '../steps/step-runner.ts';
import type { ExecutionLog } from './execution-log.ts';

/** The engine's side: each call looks at the events, does what is due, and can be repeated. */
export function executionHost(deps: ApplicationDependencies, executions: ExecutionLog): ExecutionHost {
  const tick = (id: ExecutionId) => executions.dispatch(id, { type: 'tick', by: SYSTEM_ACTOR });

  const ended = async (id: ExecutionId): Promise<boolean> => {
    const { execution } = await executions.load(id);
    return execution.kind === 'ended' || execution.kind === 'rejected';
  };

  return {
    prepare: (id, signal) => prepareExecution(deps, executions, id, signal),

    async awaitStage(id: ExecutionId, stage: StageId): Promise<StageVerdict> {
      const { execution } = await executions.load(id);
      if (execution.kind !== 'running') return { kind: 'closed' };
      const state = execution.run.stages[stage];
      if (state === undefined) throw new Error(`execution ${id} has no stage ${stage}`);
      if (state !== 'open') return { kind: state === 'closed' ? 'closed' : 'wait' };
      const steps = execution.run.graph.stages.find((candidate) => candidate.id === stage)?.steps ?? [];
      return { kind: 'open', steps };
    },

    async awaitGate(id: ExecutionId, gate: GateId) {
      const { execution } = await executions.load(id);
      if (execution.kind !== 'running') return 'cancelled';
      const found = execution.run.gates[gate];
      if (found === undefined) throw new Error(`execution ${id} has no gate ${gate}`);
      return found.state.kind === 'closed' ? found.state.verdict : undefined;
    },

    runStep: (id, step, signal) => runStep(deps, executions, id, step, signal),

    async closeStage(id) {
      await tick(id);
    },

    async finish(id) {
      if (!(await ended(id))) await tick(id);
      if (!(await ended(id))) return false;
      await deps.locks.release(id);
      return true;
    },

    async tick(id): Promise<Instant | undefined> {
      const now = deps.clock.now();
      const ticked = await tick(id);
      if (!ticked.ok) return undefined;
      const looks = due(ticked.value.execution, now).flatMap((directive) =>
        directive.kind === 'look-again' ? [directive.at] : [],
      );
      return looks.sort()[0];
    },
  };
}
