import type { ExecutionWithRun, Run, StepState } from '../execution/execution.ts';
import type { StepId } from '../shared/ids.ts';
import { secondsBetween, type Instant } from '../shared/instant.ts';
import { humanWaitSeconds } from './critical-path.ts';
import type { ExecutionReport } from './execution-report.ts';
import type { KnownExecution } from './known-execution.ts';
import { resultOf } from './step-report.ts';

type ObjectivesReport = ExecutionReport['objectives'];

/** Modes that bring a workload up somewhere; the others have no time to keep. */
const RECOVERING = new Set(['drill', 'recovery', 'failback']);

const NOTHING_RAN: ObjectivesReport = {
  rtoMinutes: null,
  rtoActualSeconds: null,
  rtoMet: null,
  rpoMinutes: null,
  rpoActualSeconds: null,
  rpoMet: null,
  notProven: [],
  humanWaitSeconds: 0,
};

/** Targets against what was measured. The plan's targets are known once an execution is prepared. */
export function objectivesReport(execution: KnownExecution, now: Instant): ObjectivesReport {
  if (execution.kind !== 'running' && execution.kind !== 'ended') return NOTHING_RAN;
  const { run } = execution;
  const { rtoMinutes, rpoMinutes } = run.graph.objectives;
  const notProven = notProvenSteps(run);
  const counts = RECOVERING.has(execution.request.mode);
  const rtoActualSeconds = counts ? recoverySeconds(execution) : null;
  const rpoActualSeconds = counts ? dataLossSeconds(execution) : null;
  return {
    rtoMinutes,
    rtoActualSeconds,
    rtoMet: counts ? rtoMet(execution, rtoActualSeconds, notProven) : null,
    rpoMinutes,
    rpoActualSeconds,
    rpoMet: rpoActualSeconds === null ? null : rpoActualSeconds <= rpoMinutes * 60,
    notProven,
    humanWaitSeconds: Math.round(humanWaitSeconds(run, now)),
  };
}

/** Steps that a run leaves without proof: only validated, skipped, or never run. */
const notProvenSteps = (run: Run): readonly StepId[] =>
  run.graph.stages.flatMap(({ steps }) => steps).filter((id) => isNotProven(run.steps[id]));

function isNotProven(state: StepState | undefined): boolean {
  if (state === undefined) return false;
  if (state.kind === 'not-run' || state.kind === 'skipped') return true;
  return state.kind !== 'done-by-hand' && resultOf(state)?.exercised === false;
}

/** From where the plan starts counting to the end of a run that recovered. */
function recoverySeconds(execution: ExecutionWithRun): number | null {
  if (execution.kind !== 'ended' || execution.status !== 'completed') return null;
  const { request, run, endedAt } = execution;
  const declaredAt = run.graph.objectives.rtoStartsAt === 'declared' ? request.declaredAt : undefined;
  return Math.round(secondsBetween(declaredAt ?? run.startedAt, endedAt));
}

function rtoMet(
  execution: ExecutionWithRun,
  actualSeconds: number | null,
  notProven: readonly StepId[],
): boolean | null {
  if (execution.kind === 'ended' && execution.status === 'failed') return false;
  if (actualSeconds === null || notProven.length > 0) return null;
  return actualSeconds <= execution.run.graph.objectives.rtoMinutes * 60;
}

/** Age of the oldest recovered data at the declaration, or at the start when nothing was declared. */
function dataLossSeconds({ request, run }: ExecutionWithRun): number | null {
  const points = Object.values(run.steps)
    .flatMap((state) => resultOf(state)?.resources ?? [])
    .flatMap(({ state, recoveryPointAt }) =>
      state === 'succeeded' && recoveryPointAt !== undefined ? [recoveryPointAt] : [],
    );
  const [oldest] = points.toSorted();
  if (oldest === undefined) return null;
  return Math.max(0, Math.round(secondsBetween(oldest, request.declaredAt ?? run.startedAt)));
}
