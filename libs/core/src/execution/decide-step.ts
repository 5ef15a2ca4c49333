import type { CompiledStep } from '../compile/stage-graph.ts';
import { plusSeconds, type Instant } from '../shared/instant.ts';
import { accepted, refused, type Result } from '../shared/result.ts';
import type { ExecutionCommand, ExecutionRefusal } from './commands.ts';
import type { ExecutionEventBody } from './events.ts';
import type { Run, RunningExecution } from './execution.ts';
import { failurePolicyOf, stoppedBy } from './failure-policy.ts';
import { judgeStepEnd } from './judge-step-end.ts';
import { ownMember } from './records.ts';
import { failureOf, mergeResult } from './step-result.ts';
import { manualGateId } from './wave-progress.ts';

type Judged = Result<readonly ExecutionEventBody[], ExecutionRefusal>;
type StartStep = Extract<ExecutionCommand, { type: 'start-step' }>;
type HandOverStep = Extract<ExecutionCommand, { type: 'hand-over-step' }>;
type EndStep = Extract<ExecutionCommand, { type: 'end-step' }>;

const refuse = (code: ExecutionRefusal['code'], stepId: StartStep['stepId'], message: string) =>
  refused<ExecutionRefusal>({ code, message, stepId });

/** A worker that holds the step's lease wants to start it, or to go on with it. */
export function decideStartStep({ run }: RunningExecution, command: StartStep, now: Instant): Judged {
  const { stepId, epoch, worker } = command;
  const state = ownMember(run.steps, stepId);
  const step = ownMember(run.graph.steps, stepId);
  if (state === undefined || step === undefined)
    return refuse('step-unknown', stepId, `no step ${stepId} in this plan`);
  if (state.kind === 'running') {
    if (epoch <= state.epoch) {
      return refuse('step-epoch-stale', stepId, `step ${stepId} is at epoch ${state.epoch}, not ${epoch}`);
    }
    return accepted([{ type: 'step-taken-over', stepId, epoch, worker }]);
  }
  const refusal = startRefusal(run, step);
  if (refusal !== undefined) return refusal;
  if (state.kind === 'pending') return accepted([{ type: 'step-started', stepId, attempt: 1, epoch, worker }]);
  if (state.kind === 'retrying' && epoch < state.epoch) {
    return refuse('step-epoch-stale', stepId, `step ${stepId} was at epoch ${state.epoch} already, not ${epoch}`);
  }
  if (state.kind === 'retrying' && state.notBefore <= now) {
    return accepted([
      {
        type: 'step-started',
        stepId,
        attempt: state.attempt,
        epoch,
        worker,
        ...(state.only === undefined ? {} : { only: state.only }),
        ...(state.with === undefined ? {} : { with: state.with }),
      },
    ]);
  }
  return refuse('step-not-startable', stepId, `step ${stepId} is ${state.kind}`);
}

/** Why nothing of this kind may start now, whatever the step's own state. */
function startRefusal(run: Run, { id, kind, stageId }: CompiledStep): ReturnType<typeof refuse> | undefined {
  if (run.halt !== undefined) return refuse('step-not-startable', id, `the execution was ${run.halt.reason}`);
  if (run.heldBy !== undefined) return refuse('execution-paused', id, 'the execution is paused');
  if (kind === 'manual') return refuse('step-not-startable', id, `step ${id} is done by a person`);
  if (run.stages[stageId] !== 'open') return refuse('step-not-startable', id, `stage ${stageId} is not open`);
  return undefined;
}

/** A step that no adapter of this process may run becomes a manual one, where it could have started. */
export function decideHandOver({ run }: RunningExecution, command: HandOverStep, now: Instant): Judged {
  const { stepId, instructions, owner, expectedSeconds } = command;
  const state = ownMember(run.steps, stepId);
  const step = ownMember(run.graph.steps, stepId);
  if (state === undefined || step === undefined)
    return refuse('step-unknown', stepId, `no step ${stepId} in this plan`);
  const refusal = startRefusal(run, step);
  if (refusal !== undefined) return refusal;
  if (state.kind !== 'pending' && state.kind !== 'retrying') {
    return refuse('step-not-startable', stepId, `step ${stepId} is ${state.kind}`);
  }
  return accepted([
    {
      type: 'gate-opened',
      gateId: manualGateId(stepId),
      subject: { kind: 'manual', stepId, instructions, owner, expectedSeconds },
      deadline: plusSeconds(now, expectedSeconds),
    },
  ]);
}

/** A worker reports how its attempt ended; an older epoch's word counts for nothing. */
export function decideEndStep({ run }: RunningExecution, command: EndStep, now: Instant): Judged {
  const { stepId, attempt, epoch, end, journalHash, usage } = command;
  const state = ownMember(run.steps, stepId);
  const step = ownMember(run.graph.steps, stepId);
  if (state === undefined || step === undefined)
    return refuse('step-unknown', stepId, `no step ${stepId} in this plan`);
  if (state.kind !== 'running' || step.kind !== 'operation') {
    return refuse('step-not-running', stepId, `step ${stepId} is ${state.kind}`);
  }
  if (state.epoch !== epoch || state.attempt !== attempt) {
    return refuse(
      'step-epoch-stale',
      stepId,
      `step ${stepId} is at attempt ${state.attempt}, epoch ${state.epoch}; attempt ${attempt}, epoch ${epoch} has no say`,
    );
  }
  const result = mergeResult(state.previous, end);
  const policy = run.halt === undefined ? failurePolicyOf(run, stepId) : 'halted';
  const judgement = judgeStepEnd(step, policy, attempt, end, result, now);
  const events: ExecutionEventBody[] = [
    { type: 'step-ended', stepId, attempt, epoch, end, judgement, journalHash, usage },
  ];
  if (judgement.kind === 'decide') {
    const subject = { kind: 'decision', stepId, attempt, failure: failureOf(end) } as const;
    events.push({ type: 'gate-opened', gateId: judgement.gateId, subject });
  }
  if (judgement.kind === 'failed' && run.halt === undefined) events.push(stoppedBy(stepId));
  return accepted(events);
}
