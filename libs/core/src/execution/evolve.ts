import { addUsage, NO_USAGE } from '../adapter/resource-outcome.ts';
import type { StageId, StepId } from '../shared/ids.ts';
import type { ExecutionEvent } from './events.ts';
import { withGateChanged, withGateClosed, withGateOpened } from './evolve-gate.ts';
import { endedStep, notRunStep, startedStep, takenOverStep } from './evolve-step.ts';
import type { Execution, Halt, Run, RunningExecution, StageState, StepState } from './execution.ts';
import { initialExecution } from './execution.ts';
import { copied, inPlace, type Write } from './records.ts';

type Of<Type extends ExecutionEvent['type']> = Extract<ExecutionEvent, { type: Type }>;

/** Folds one event in. It records and never refuses; an event that does not fit the state is a bug and throws. */
export const evolve = (execution: Execution, event: ExecutionEvent): Execution => apply(execution, event, copied);

/**
 * Folds events in as {@link evolve} does, in time linear in the events: its records are its own, so it writes in place.
 *
 * @param write - how a member of a record is set; every event sets a few
 */
export function evolveAll(execution: Execution, events: Iterable<ExecutionEvent>, write: Write = inPlace): Execution {
  let next = execution.kind === 'running' ? { ...execution, run: withOwnRecords(execution.run) } : execution;
  for (const event of events) next = apply(next, event, write);
  return next;
}

const withOwnRecords = (run: Run): Run => ({
  ...run,
  steps: { ...run.steps },
  stages: { ...run.stages },
  stageTimes: { ...run.stageTimes },
  gates: { ...run.gates },
});

/** The state that a history leads to. */
export const fold = (events: Iterable<ExecutionEvent>): Execution => evolveAll(initialExecution, events);

function apply(execution: Execution, event: ExecutionEvent, write: Write): Execution {
  if (execution.kind === 'unknown') return begun(event);
  if (execution.kind === 'rejected' || execution.kind === 'ended') {
    throw new Error(`${event.type} after the execution ended`);
  }
  const counted = { ...execution, eventCount: execution.eventCount + 1 };
  if (event.type === 'engine-taken-over') {
    return { ...counted, engine: { name: event.engine, epoch: event.epoch } };
  }
  return counted.kind === 'running' ? applyToRunning(counted, event, write) : applyBeforeRun(counted, event);
}

function begun(event: ExecutionEvent): Execution {
  if (event.type !== 'execution-requested') throw new Error(`${event.type} before the execution was requested`);
  return {
    kind: 'requested',
    id: event.executionId,
    request: event.request,
    requestedBy: event.by,
    requestedAt: event.at,
    engine: { name: event.engine ?? null, epoch: event.epoch ?? 1 },
    eventCount: 1,
    usage: NO_USAGE,
  };
}

/** A change of engine means the same in every state, and is applied before the state is looked at. */
type NotTakeOver = Exclude<ExecutionEvent, { type: 'engine-taken-over' }>;
type BeforeRun = Extract<Execution, { kind: 'requested' | 'validating' }>;

function applyBeforeRun(execution: BeforeRun, event: NotTakeOver): Execution {
  switch (event.type) {
    case 'validation-started':
      return { ...execution, kind: 'validating' };
    case 'execution-halted':
      return { ...execution, halt: haltOf(event) };
    case 'execution-rejected':
      return {
        ...execution,
        kind: 'rejected',
        findings: event.findings,
        endedAt: event.at,
        usage: addUsage(execution.usage, event.usage),
      };
    case 'execution-prepared': {
      const { halt, ...known } = execution;
      const run = initialRun(event);
      return {
        ...known,
        kind: 'running',
        run: halt === undefined ? run : { ...run, halt },
        usage: addUsage(execution.usage, event.usage),
      };
    }
    default:
      throw new Error(`${event.type} before the execution was prepared`);
  }
}

function initialRun(event: Of<'execution-prepared'>): Run {
  const { graph } = event;
  const steps: Record<StepId, StepState> = {};
  for (const stage of graph.stages) for (const step of stage.steps) steps[step] = { kind: 'pending' };
  const stages: Record<StageId, StageState> = {};
  for (const stage of graph.stages) stages[stage.id] = 'pending';
  return { graph, findings: event.findings, startedAt: event.at, steps, stages, stageTimes: {}, gates: {} };
}

const haltOf = (event: Of<'execution-halted'>): Halt => ({
  reason: event.reason,
  at: event.at,
  by: event.by,
  note: event.note,
});

function applyToRunning(execution: RunningExecution, event: NotTakeOver, write: Write): Execution {
  const { run } = execution;
  const withRun = (next: Run): RunningExecution => ({ ...execution, run: next });
  const withStep = (id: StepId, state: StepState) => withRun({ ...run, steps: write(run.steps, id, state) });
  const withStage = (id: StageId, state: StageState, times: Run['stageTimes'][StageId]) =>
    withRun({ ...run, stages: write(run.stages, id, state), stageTimes: write(run.stageTimes, id, times) });

  switch (event.type) {
    case 'gate-opened':
      return withRun(withGateOpened(run, event, write));
    case 'gate-approval-given':
    case 'gate-extended':
    case 'gate-overdue':
      return withRun(withGateChanged(run, event, write));
    case 'gate-closed':
      return withRun(withGateClosed(run, event, write));
    case 'stage-opened':
      return withStage(event.stageId, 'open', { openedAt: event.at });
    case 'stage-closed':
      return withStage(event.stageId, 'closed', { ...run.stageTimes[event.stageId], closedAt: event.at });
    case 'step-started':
      return withStep(event.stepId, startedStep(run.steps[event.stepId], event));
    case 'step-taken-over':
      return withStep(event.stepId, takenOverStep(run.steps[event.stepId], event));
    case 'step-ended': {
      const next = withStep(event.stepId, endedStep(run.steps[event.stepId], event));
      return { ...next, usage: addUsage(execution.usage, event.usage) };
    }
    case 'step-not-run':
      return withStep(event.stepId, notRunStep(run.steps[event.stepId], event));
    case 'execution-halted':
      return withRun({ ...run, halt: haltOf(event) });
    case 'execution-ended':
      return { ...execution, kind: 'ended', status: event.status, outcome: event.outcome, endedAt: event.at };
    case 'execution-requested':
    case 'validation-started':
    case 'execution-prepared':
    case 'execution-rejected':
      throw new Error(`${event.type} while the execution is running`);
  }
}
