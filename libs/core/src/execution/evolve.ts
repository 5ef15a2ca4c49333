import { addUsage, NO_USAGE } from '../adapter/resource-outcome.ts';
import type { StageGraph } from '../compile/stage-graph.ts';
import type { GateId, StageId, StepId } from '../shared/ids.ts';
import type { ExecutionEvent } from './events.ts';
import type {
  Execution,
  Gate,
  Halt,
  Run,
  RunningExecution,
  StageState,
  StepException,
  StepState,
} from './execution.ts';
import { initialExecution } from './execution.ts';
import { exceptionsOf, mergeResult } from './step-result.ts';
import { onlyFailed } from './judge-step-end.ts';

/** Sets a member of a record: in a copy, or in place where the fold owns the record. */
type Write = <Key extends string, Value>(
  record: Readonly<Record<Key, Value>>,
  key: Key,
  value: Value,
) => Readonly<Record<Key, Value>>;

const copied: Write = (record, key, value) => ({ ...record, [key]: value });

const inPlace: Write = (record, key, value) => {
  (record as Record<string, unknown>)[key] = value;
  return record;
};

/** Folds one event in. It records and never refuses; an event that does not fit the state is a bug and throws. */
export const evolve = (execution: Execution, event: ExecutionEvent): Execution => apply(execution, event, copied);

/** The state that a history leads to. Linear in the events: its records are its own, so it writes them in place. */
export const fold = (events: Iterable<ExecutionEvent>): Execution => {
  let execution: Execution = initialExecution;
  for (const event of events) execution = apply(execution, event, inPlace);
  return execution;
};

function apply(execution: Execution, event: ExecutionEvent, write: Write): Execution {
  if (event.type === 'execution-requested') {
    return {
      kind: 'requested',
      id: event.executionId,
      request: event.request,
      requestedBy: event.by,
      requestedAt: event.at,
      eventCount: 1,
      usage: NO_USAGE,
    };
  }
  if (execution.kind === 'unknown') throw new Error(`${event.type} before the execution was requested`);
  const counted = { ...execution, eventCount: execution.eventCount + 1 };
  switch (counted.kind) {
    case 'requested':
    case 'validating':
      return applyBeforeRun(counted, event);
    case 'running':
      return applyToRunning(counted, event, write);
    case 'rejected':
    case 'ended':
      throw new Error(`${event.type} after the execution ended`);
  }
}

type BeforeRun = Extract<Execution, { kind: 'requested' | 'validating' }>;

function applyBeforeRun(execution: BeforeRun, event: ExecutionEvent): Execution {
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
      const run = initialRun(event.graph, event);
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

function initialRun(graph: StageGraph, event: Extract<ExecutionEvent, { type: 'execution-prepared' }>): Run {
  const steps: Record<StepId, StepState> = {};
  for (const stage of graph.stages) for (const step of stage.steps) steps[step] = { kind: 'pending' };
  const stages: Record<StageId, StageState> = {};
  for (const stage of graph.stages) stages[stage.id] = 'pending';
  return { graph, findings: event.findings, startedAt: event.at, steps, stages, stageTimes: {}, gates: {} };
}

const haltOf = (event: Extract<ExecutionEvent, { type: 'execution-halted' }>): Halt => ({
  reason: event.reason,
  at: event.at,
  by: event.by,
  note: event.note,
});

function applyToRunning(execution: RunningExecution, event: ExecutionEvent, write: Write): Execution {
  const { run } = execution;
  const withRun = (changed: Partial<Run>): RunningExecution => ({ ...execution, run: { ...run, ...changed } });
  const withStep = (id: StepId, state: StepState, changed: Partial<Run> = {}) =>
    withRun({ ...changed, steps: write(run.steps, id, state) });
  const withGate = (id: GateId, change: (gate: Gate) => Gate, changed: Partial<Run> = {}) => {
    const gate = run.gates[id];
    if (gate === undefined) throw new Error(`${event.type} on unknown gate ${id}`);
    return withRun({ ...changed, gates: write(run.gates, id, { ...change(gate), revision: gate.revision + 1 }) });
  };

  switch (event.type) {
    case 'gate-opened': {
      const gates = write(run.gates, event.gateId, openedGate(event));
      if (event.subject.kind === 'hold') return withRun({ gates, heldBy: event.gateId });
      if (event.subject.kind !== 'manual') return withRun({ gates });
      return withStep(event.subject.stepId, { kind: 'by-hand', gateId: event.gateId, startedAt: event.at }, { gates });
    }
    case 'gate-approval-given':
      return withGate(event.gateId, (gate) => ({
        ...gate,
        approvals: [...gate.approvals, { by: event.by, at: event.at, ...noteOf(event) }],
      }));
    case 'gate-extended':
      return withGate(event.gateId, ({ deadline: _past, ...gate }) => ({
        ...gate,
        overdue: false,
        ...(event.deadline === undefined ? {} : { deadline: event.deadline }),
      }));
    case 'gate-overdue':
      return withGate(event.gateId, (gate) => ({ ...gate, overdue: true }));
    case 'gate-closed':
      return applyGateClosed(execution, event, write);
    case 'stage-opened':
      return withRun({
        stages: write(run.stages, event.stageId, 'open'),
        stageTimes: write(run.stageTimes, event.stageId, { openedAt: event.at }),
      });
    case 'stage-closed':
      return withRun({
        stages: write(run.stages, event.stageId, 'closed'),
        stageTimes: write(run.stageTimes, event.stageId, { ...run.stageTimes[event.stageId], closedAt: event.at }),
      });
    case 'step-started':
      return withStep(event.stepId, startedStep(run, event));
    case 'step-taken-over': {
      const state = run.steps[event.stepId];
      if (state?.kind !== 'running') throw new Error(`step ${event.stepId} was taken over while it is not running`);
      return withStep(event.stepId, { ...state, epoch: event.epoch, worker: event.worker });
    }
    case 'step-ended': {
      const next = withStep(event.stepId, endedStep(run, event));
      return { ...next, usage: addUsage(execution.usage, event.usage) };
    }
    case 'step-not-run':
      return withStep(event.stepId, notRun(run.steps[event.stepId], event));
    case 'execution-halted':
      return withRun({ halt: haltOf(event) });
    case 'execution-ended':
      return { ...execution, kind: 'ended', status: event.status, outcome: event.outcome, endedAt: event.at };
    case 'execution-requested':
    case 'validation-started':
    case 'execution-prepared':
    case 'execution-rejected':
      throw new Error(`${event.type} while the execution is running`);
  }
}

const openedGate = (event: Extract<ExecutionEvent, { type: 'gate-opened' }>): Gate => ({
  id: event.gateId,
  subject: event.subject,
  openedAt: event.at,
  ...(event.deadline === undefined ? {} : { deadline: event.deadline }),
  overdue: false,
  approvals: [],
  state: { kind: 'waiting' },
  revision: 1,
});

const noteOf = (event: { readonly note?: string }) => (event.note === undefined ? {} : { note: event.note });

function startedStep(run: Run, event: Extract<ExecutionEvent, { type: 'step-started' }>): StepState {
  const before = run.steps[event.stepId];
  return {
    kind: 'running',
    attempt: event.attempt,
    epoch: event.epoch,
    worker: event.worker,
    startedAt: before?.kind === 'retrying' ? before.startedAt : event.at,
    ...(event.only === undefined ? {} : { only: event.only }),
    ...(event.with === undefined ? {} : { with: event.with }),
    ...(before?.kind === 'retrying' ? { previous: before.previous } : {}),
  };
}

function endedStep(run: Run, event: Extract<ExecutionEvent, { type: 'step-ended' }>): StepState {
  const before = run.steps[event.stepId];
  if (before?.kind !== 'running') throw new Error(`step ${event.stepId} ended while it is not running`);
  const { attempt, startedAt } = before;
  const result = mergeResult(before.previous, event.end);
  const failure =
    event.end.kind === 'failed'
      ? event.end.failure
      : { code: 'resources-failed', message: 'some of its resources failed', retryable: true };
  const ended = { startedAt, completedAt: event.at, attempt };
  const exceptions = (facts: readonly { resource?: string; reason: string }[], acceptedBy: string): StepException[] =>
    facts.map((fact) => ({ ...fact, acceptedBy, at: event.at }));
  const { judgement } = event;
  switch (judgement.kind) {
    case 'succeeded':
      return { kind: 'succeeded', ...ended, result, exceptions: exceptions(judgement.exceptions, 'plan:tolerate') };
    case 'accepted':
      return {
        kind: 'accepted',
        ...ended,
        failure,
        result,
        exceptions: exceptions(judgement.exceptions, 'plan:onFailure'),
      };
    case 'retry':
      return {
        kind: 'retrying',
        attempt: attempt + 1,
        notBefore: judgement.notBefore,
        startedAt,
        ...(judgement.only === undefined ? {} : { only: judgement.only }),
        ...(before.with === undefined ? {} : { with: before.with }),
        previous: result,
      };
    case 'decide':
      return { kind: 'deciding', gateId: judgement.gateId, failure, result, attempt, startedAt, failedAt: event.at };
    case 'failed':
      return { kind: 'failed', ...ended, failure, result };
  }
}

/** A step that was waiting for another attempt has run and failed; one that never started has not run. */
function notRun(before: StepState | undefined, event: Extract<ExecutionEvent, { type: 'step-not-run' }>): StepState {
  if (before?.kind !== 'retrying') return { kind: 'not-run', reason: event.reason };
  return {
    kind: 'failed',
    startedAt: before.startedAt,
    completedAt: event.at,
    attempt: before.attempt - 1,
    failure: { code: 'not-retried', message: `the execution was ${event.reason} before the next attempt`, retryable: true },
    result: before.previous,
  };
}

function applyGateClosed(
  execution: RunningExecution,
  event: Extract<ExecutionEvent, { type: 'gate-closed' }>,
  write: Write,
): RunningExecution {
  const { run } = execution;
  const gate = run.gates[event.gateId];
  if (gate === undefined) throw new Error(`gate-closed on unknown gate ${event.gateId}`);
  const closed: Gate = {
    ...gate,
    state: { kind: 'closed', verdict: event.verdict, at: event.at, by: event.by, ...noteOf(event) },
    revision: gate.revision + 1,
  };
  const gates = write(run.gates, event.gateId, closed);
  const { subject } = gate;
  if (subject.kind === 'hold') {
    const { heldBy: _released, ...free } = run;
    return { ...execution, run: { ...free, gates } };
  }
  if (subject.kind !== 'decision' && subject.kind !== 'manual') return { ...execution, run: { ...run, gates } };
  const before = run.steps[subject.stepId];
  if (before === undefined) throw new Error(`gate ${event.gateId} is about unknown step ${subject.stepId}`);
  const steps = write(run.steps, subject.stepId, stepAfterGate(before, event));
  return { ...execution, run: { ...run, gates, steps } };
}

/** What a person's answer makes of the step that the gate is about. */
function stepAfterGate(before: StepState, event: Extract<ExecutionEvent, { type: 'gate-closed' }>): StepState {
  if (before.kind !== 'deciding' && before.kind !== 'by-hand') return before;
  const note = event.note ?? event.verdict;
  const decided = before.kind === 'deciding' ? before : undefined;
  const ended = { startedAt: before.startedAt, completedAt: event.at, attempt: decided?.attempt ?? 1 };
  const kept = decided === undefined ? {} : { result: decided.result };
  switch (event.verdict) {
    case 'retry':
      if (decided === undefined) return before;
      return {
        kind: 'retrying',
        attempt: decided.attempt + 1,
        notBefore: event.at,
        startedAt: decided.startedAt,
        ...onlyFailed(event.only ?? 'failed', decided.result),
        ...(event.with === undefined ? {} : { with: event.with }),
        previous: decided.result,
      };
    case 'done-by-hand':
      return { kind: 'done-by-hand', ...ended, evidence: note, doneBy: event.by, ...kept };
    case 'skip': {
      const acceptedBy = event.by.subject;
      if (decided === undefined) {
        return { kind: 'skipped', ...ended, exceptions: [{ reason: note, acceptedBy, at: event.at }] };
      }
      const exceptions = exceptionsOf(decided.result, decided.failure.message).map((fact) => ({
        ...fact,
        acceptedBy,
        at: event.at,
      }));
      return { kind: 'accepted', ...ended, failure: decided.failure, result: decided.result, exceptions };
    }
    case 'fail':
    case 'rejected':
    case 'cancelled':
    case 'approved':
    case 'resumed':
      if (decided === undefined && event.verdict === 'cancelled') return { kind: 'not-run', reason: 'cancelled' };
      return {
        kind: 'failed',
        ...ended,
        failure: decided?.failure ?? { code: 'not-done', message: note, retryable: false },
        ...kept,
      };
  }
}
