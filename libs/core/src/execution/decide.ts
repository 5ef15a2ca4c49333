import type { Actor } from '../shared/actor.ts';
import { SYSTEM_ACTOR } from '../shared/actor.ts';
import { gateId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { accepted, refused, type Result } from '../shared/result.ts';
import type { ExecutionCommand, ExecutionRefusal } from './commands.ts';
import { decideGate } from './decide-gate.ts';
import { decideEndStep, decideHandOver, decideStartStep } from './decide-step.ts';
import { due } from './due.ts';
import { supersededMessage, type EngineHold } from './engine-hold.ts';
import { EVENT_SCHEMA_VERSION, type ExecutionEvent, type ExecutionEventBody } from './events.ts';
import { evolveAll } from './evolve.ts';
import type { Execution, RunningExecution } from './execution.ts';
import { unacceptedFindings } from './findings.ts';

type Judged = Result<readonly ExecutionEventBody[], ExecutionRefusal>;

/**
 * What a command changes, or why it is refused. The events hold the command's own and all that follows from them, so
 * that one commit leaves nothing undecided.
 *
 * @returns no events when the command changes nothing (a `tick` with nothing due)
 */
export function decide(
  execution: Execution,
  command: ExecutionCommand,
  now: Instant,
): Result<readonly ExecutionEvent[], ExecutionRefusal> {
  const judged = judge(execution, command, now);
  if (!judged.ok) return judged;
  return accepted(withConsequences(execution, judged.value.map(stamp(command.by, now)), now));
}

const stamp =
  (by: Actor, at: Instant) =>
  (body: ExecutionEventBody): ExecutionEvent => ({ schemaVersion: EVENT_SCHEMA_VERSION, at, by, ...body });

/** Folds the events in and adds what is due then, until nothing more follows. */
function withConsequences(
  execution: Execution,
  own: readonly ExecutionEvent[],
  now: Instant,
): readonly ExecutionEvent[] {
  const events = [...own];
  let state = evolveAll(execution, own);
  for (;;) {
    const next = due(state, now).flatMap((directive) => (directive.kind === 'record' ? [directive.event] : []));
    if (next.length === 0) return events;
    const stamped = next.map(stamp(SYSTEM_ACTOR, now));
    events.push(...stamped);
    state = evolveAll(state, stamped);
  }
}

const refuse = (code: ExecutionRefusal['code'], message: string) => refused<ExecutionRefusal>({ code, message });

function judge(execution: Execution, command: ExecutionCommand, now: Instant): Judged {
  if (command.type === 'request') {
    if (execution.kind !== 'unknown') return refuse('execution-exists', `execution ${execution.id} exists already`);
    const { executionId, request, engine } = command;
    const held = engine === undefined ? {} : { engine, epoch: 1 };
    return accepted([{ type: 'execution-requested', executionId, request, ...held }]);
  }
  if (execution.kind === 'unknown') return refuse('execution-unknown', 'no such execution');
  if (command.engineEpoch !== undefined && command.engineEpoch !== execution.engine.epoch) {
    return refuse('engine-superseded', supersededMessage(execution.id, execution.engine, command.engineEpoch));
  }
  switch (execution.kind) {
    case 'ended':
    case 'rejected':
      return refuse('execution-ended', `execution ${execution.id} has ended`);
    case 'requested':
    case 'validating':
      return command.type === 'take-over' ? takenOver(execution, command) : judgeBeforeRun(execution, command);
    case 'running':
      return command.type === 'take-over' ? takenOver(execution, command) : judgeRunning(execution, command, now);
  }
}

type TakeOver = Extract<ExecutionCommand, { type: 'take-over' }>;
type LaterCommand = Exclude<ExecutionCommand, { type: 'request' | 'take-over' }>;

/**
 * Every take-over raises the epoch, also that of an engine which has the execution already: its own run may be lost (a
 * state machine's execution that somebody stopped), and a new one must fence that off as any other.
 */
function takenOver({ engine: { epoch } }: { readonly engine: EngineHold }, { engine, note }: TakeOver): Judged {
  return accepted([{ type: 'engine-taken-over', engine, epoch: epoch + 1, ...(note === undefined ? {} : { note }) }]);
}

function judgeBeforeRun(
  execution: Extract<Execution, { kind: 'requested' | 'validating' }>,
  command: LaterCommand,
): Judged {
  switch (command.type) {
    case 'begin-validation':
      return accepted(execution.kind === 'requested' ? [{ type: 'validation-started' }] : []);
    case 'reject':
      return accepted([{ type: 'execution-rejected', findings: command.findings, usage: command.usage }]);
    case 'prepare': {
      const open = unacceptedFindings(execution.request, command.findings);
      if (open.length > 0) {
        return refuse('findings-not-accepted', `findings stand in the way: ${open.map(({ id }) => id).join(', ')}`);
      }
      const { graph, findings, usage } = command;
      return accepted([{ type: 'execution-prepared', graph, findings, usage }]);
    }
    case 'cancel':
      if (execution.halt !== undefined) return refuse('execution-already-cancelled', 'it is cancelled already');
      return accepted([{ type: 'execution-halted', reason: 'cancelled', note: command.note }]);
    case 'tick':
      return accepted([]);
    case 'pause':
    case 'resume':
    case 'resolve-gate':
    case 'start-step':
    case 'hand-over-step':
    case 'end-step':
      return refuse('execution-not-running', 'the execution is still being validated');
  }
}

function judgeRunning(execution: RunningExecution, command: LaterCommand, now: Instant): Judged {
  const { run } = execution;
  switch (command.type) {
    case 'begin-validation':
    case 'prepare':
    case 'reject':
      return refuse('execution-not-validating', 'the execution is running already');
    case 'pause': {
      if (run.halt !== undefined) return refuse('execution-already-cancelled', `the execution was ${run.halt.reason}`);
      if (run.heldBy !== undefined) return refuse('execution-already-paused', 'the execution is paused already');
      const holds = Object.values(run.gates).filter((gate) => gate.subject.kind === 'hold').length;
      const subject = { kind: 'hold', ...(command.note === undefined ? {} : { note: command.note }) } as const;
      return accepted([{ type: 'gate-opened', gateId: gateId(`hold.${holds + 1}`), subject }]);
    }
    case 'resume': {
      if (run.heldBy === undefined) return refuse('execution-not-paused', 'the execution is not paused');
      const note = command.note === undefined ? {} : { note: command.note };
      return accepted([{ type: 'gate-closed', gateId: run.heldBy, verdict: 'resumed', ...note }]);
    }
    case 'cancel':
      if (run.halt !== undefined) return refuse('execution-already-cancelled', `the execution was ${run.halt.reason}`);
      return accepted([{ type: 'execution-halted', reason: 'cancelled', note: command.note }]);
    case 'resolve-gate':
      return decideGate(execution, command, now);
    case 'start-step':
      return decideStartStep(execution, command, now);
    case 'hand-over-step':
      return decideHandOver(execution, command, now);
    case 'end-step':
      return decideEndStep(execution, command, now);
    case 'tick':
      return accepted([]);
  }
}
