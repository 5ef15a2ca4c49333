import type { ExecutionEvent } from './events.ts';
import type { Gate, Halt, Run, StepState } from './execution.ts';
import { exceptionsBy } from './evolve-step.ts';
import { onlyFailed } from './judge-step-end.ts';
import type { Write } from './records.ts';
import { exceptionsOf } from './step-result.ts';

type Of<Type extends ExecutionEvent['type']> = Extract<ExecutionEvent, { type: Type }>;

const noteOf = (event: { readonly note?: string }) => (event.note === undefined ? {} : { note: event.note });

/** A gate that opens changes what it holds: the whole execution, or the step that a person does. */
export function withGateOpened(run: Run, event: Of<'gate-opened'>, write: Write): Run {
  const { gateId, subject, at } = event;
  const gates = write(run.gates, gateId, openedGate(event));
  switch (subject.kind) {
    case 'hold':
      return { ...run, gates, heldBy: gateId };
    case 'manual':
      return { ...run, gates, steps: write(run.steps, subject.stepId, byHand(run.steps[subject.stepId], gateId, at)) };
    case 'approval':
    case 'pause':
    case 'decision':
      return { ...run, gates };
  }
}

/** A step that was handed over between two attempts keeps what the earlier ones left behind. */
function byHand(before: StepState | undefined, gateId: Gate['id'], at: Gate['openedAt']): StepState {
  if (before?.kind !== 'retrying') return { kind: 'by-hand', gateId, startedAt: at };
  return { kind: 'by-hand', gateId, startedAt: before.startedAt, previous: before.previous };
}

const openedGate = (event: Of<'gate-opened'>): Gate => ({
  id: event.gateId,
  subject: event.subject,
  openedAt: event.at,
  ...(event.deadline === undefined ? {} : { deadline: event.deadline }),
  overdue: false,
  approvals: [],
  state: { kind: 'waiting' },
  revision: 1,
});

/** The gate after something was said at it, or time has passed. */
export function withGateChanged(
  run: Run,
  event: Of<'gate-approval-given' | 'gate-extended' | 'gate-overdue'>,
  write: Write,
): Run {
  const gate = knownGate(run, event);
  return { ...run, gates: write(run.gates, gate.id, { ...changedGate(gate, event), revision: gate.revision + 1 }) };
}

function changedGate(gate: Gate, event: Of<'gate-approval-given' | 'gate-extended' | 'gate-overdue'>): Gate {
  switch (event.type) {
    case 'gate-approval-given':
      return { ...gate, approvals: [...gate.approvals, { by: event.by, at: event.at, ...noteOf(event) }] };
    case 'gate-extended': {
      const { deadline: _past, ...endless } = gate;
      return { ...endless, overdue: false, ...(event.deadline === undefined ? {} : { deadline: event.deadline }) };
    }
    case 'gate-overdue':
      return { ...gate, overdue: true };
  }
}

/** A gate that closes lets go of what it held. */
export function withGateClosed(run: Run, event: Of<'gate-closed'>, write: Write): Run {
  const gate = knownGate(run, event);
  const gates = write(run.gates, gate.id, {
    ...gate,
    state: { kind: 'closed', verdict: event.verdict, at: event.at, by: event.by, ...noteOf(event) },
    revision: gate.revision + 1,
  });
  const { subject } = gate;
  switch (subject.kind) {
    case 'approval':
    case 'pause':
      return { ...run, gates };
    case 'hold': {
      const { heldBy: _released, ...free } = run;
      return { ...free, gates };
    }
    case 'decision':
    case 'manual': {
      const state = stepAfterGate(run.steps[subject.stepId], event, run.halt);
      return { ...run, gates, steps: write(run.steps, subject.stepId, state) };
    }
  }
}

function knownGate(run: Run, event: { readonly type: string; readonly gateId: Gate['id'] }): Gate {
  const gate = run.gates[event.gateId];
  if (gate === undefined) throw new Error(`${event.type} on unknown gate ${event.gateId}`);
  return gate;
}

/** What an answer makes of the step that the gate is about. */
function stepAfterGate(before: StepState | undefined, event: Of<'gate-closed'>, halt: Halt | undefined): StepState {
  switch (before?.kind) {
    case 'by-hand':
      return manualStepAfter(before, event, halt);
    case 'deciding':
      return decidedStep(before, event);
    default:
      throw new Error(`gate ${event.gateId} closed while its step waits for no answer`);
  }
}

type ByHand = Extract<StepState, { kind: 'by-hand' }>;
type Deciding = Extract<StepState, { kind: 'deciding' }>;

function manualStepAfter(before: ByHand, event: Of<'gate-closed'>, halt: Halt | undefined): StepState {
  const note = event.note ?? event.verdict;
  const ended = { startedAt: before.startedAt, completedAt: event.at, attempt: 1 };
  const kept = before.previous === undefined ? {} : { result: before.previous };
  const notDone = { code: 'not-done', message: note, retryable: false };
  switch (event.verdict) {
    case 'done-by-hand':
      return { kind: 'done-by-hand', ...ended, evidence: note, doneBy: event.by, ...kept };
    case 'skip': {
      if (before.previous === undefined) {
        return { kind: 'skipped', ...ended, exceptions: exceptionsBy([{ reason: note }], event.by.subject, event) };
      }
      const exceptions = exceptionsBy(exceptionsOf(before.previous, note), event.by.subject, event);
      return { kind: 'accepted', ...ended, failure: notDone, result: before.previous, exceptions };
    }
    case 'fail':
      return { kind: 'failed', ...ended, failure: notDone, ...kept };
    case 'cancelled':
      if (before.previous === undefined) return { kind: 'not-run', reason: halt?.reason ?? 'cancelled' };
      return { kind: 'failed', ...ended, failure: notDone, ...kept };
    case 'retry':
    case 'approved':
    case 'rejected':
    case 'resumed':
      throw new Error(`gate ${event.gateId} of a manual step cannot be ${event.verdict}`);
  }
}

function decidedStep(before: Deciding, event: Of<'gate-closed'>): StepState {
  const { attempt, startedAt, failure, result } = before;
  const ended = { startedAt, completedAt: event.at, attempt };
  switch (event.verdict) {
    case 'retry':
      return {
        kind: 'retrying',
        attempt: attempt + 1,
        epoch: before.epoch,
        notBefore: event.at,
        startedAt,
        ...onlyFailed(event.only ?? 'failed', result),
        ...(event.with === undefined ? {} : { with: event.with }),
        failure,
        previous: result,
      };
    case 'done-by-hand':
      return { kind: 'done-by-hand', ...ended, evidence: event.note ?? event.verdict, doneBy: event.by, result };
    case 'skip': {
      const exceptions = exceptionsBy(exceptionsOf(result, failure.message), event.by.subject, event);
      return { kind: 'accepted', ...ended, failure, result, exceptions };
    }
    case 'fail':
    case 'cancelled':
      return { kind: 'failed', ...ended, failure, result };
    case 'approved':
    case 'rejected':
    case 'resumed':
      throw new Error(`gate ${event.gateId} of a failed step cannot be ${event.verdict}`);
  }
}
