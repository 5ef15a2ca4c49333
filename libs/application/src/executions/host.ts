import {
  due,
  SYSTEM_ACTOR,
  type ExecutionCommand,
  type ExecutionId,
  type GateId,
  type Instant,
  type StageId,
} from '@breakwater/core';
import type { ApplicationDependencies, ExecutionHost, StageVerdict } from '../application.ts';
import { prepareExecution } from '../preflight/prepare-execution.ts';
import { runStep } from '../steps/step-runner.ts';
import { fencedExecutions, type Executions } from './fenced-executions.ts';

const TICK: ExecutionCommand = { type: 'tick', by: SYSTEM_ACTOR };

/** The engine's side: each call looks at the events, does what is due, and can be repeated. */
export const executionHost = (deps: ApplicationDependencies, executions: Executions): ExecutionHost =>
  hostOver(deps, executions, () => executions);

/** @param heldBy - the histories as whoever drives an execution may see and change them */
function hostOver(
  deps: ApplicationDependencies,
  unfenced: Executions,
  heldBy: (id: ExecutionId) => Executions,
): ExecutionHost {
  const ended = async (id: ExecutionId): Promise<boolean> => {
    const { execution } = await heldBy(id).load(id);
    return execution.kind === 'ended' || execution.kind === 'rejected';
  };

  return {
    at: (epoch) => hostOver(deps, unfenced, (id) => fencedExecutions(unfenced, id, epoch)),

    async engineOf(id) {
      const { execution } = await unfenced.load(id);
      return execution.kind === 'unknown' ? undefined : execution.engine;
    },

    prepare: (id, signal) => prepareExecution(deps, heldBy(id), id, signal),

    async awaitStage(id: ExecutionId, stage: StageId): Promise<StageVerdict> {
      const { execution } = await heldBy(id).load(id);
      if (execution.kind !== 'running') return { kind: 'closed' };
      const state = execution.run.stages[stage];
      if (state === undefined) throw new Error(`execution ${id} has no stage ${stage}`);
      if (state !== 'open') return { kind: state === 'closed' ? 'closed' : 'wait' };
      const steps = execution.run.graph.stages.find((candidate) => candidate.id === stage)?.steps ?? [];
      return { kind: 'open', steps };
    },

    async awaitGate(id: ExecutionId, gate: GateId) {
      const { execution } = await heldBy(id).load(id);
      if (execution.kind !== 'running') return 'cancelled';
      const found = execution.run.gates[gate];
      if (found === undefined) throw new Error(`execution ${id} has no gate ${gate}`);
      return found.state.kind === 'closed' ? found.state.verdict : undefined;
    },

    runStep: (id, step, signal) => runStep(deps, heldBy(id), id, step, signal),

    async closeStage(id) {
      await heldBy(id).dispatch(id, TICK);
    },

    async finish(id) {
      if (!(await ended(id))) await heldBy(id).dispatch(id, TICK);
      if (!(await ended(id))) return false;
      await deps.locks.release(id);
      return true;
    },

    async tick(id): Promise<Instant | undefined> {
      const now = deps.clock.now();
      const ticked = await heldBy(id).dispatch(id, TICK);
      if (!ticked.ok) return undefined;
      const looks = due(ticked.value.execution, now).flatMap((directive) =>
        directive.kind === 'look-again' ? [directive.at] : [],
      );
      return looks.sort()[0];
    },
  };
}
