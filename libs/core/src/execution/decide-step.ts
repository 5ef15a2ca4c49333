import type { Instant } from '../shared/instant.ts';
import { accepted, refused, type Result } from '../shared/result.ts';
import type { ExecutionCommand, ExecutionRefusal } from './commands.ts';
import type { ExecutionEventBody } from './events.ts';
import type { RunningExecution } from './execution.ts';
import { failurePolicyOf, stoppedBy } from './failure-policy.ts';
import { judgeStepEnd } from './judge-step-end.ts';
import { ownMember } from './records.ts';
import { failureOf, mergeResult } from './step-result.ts';

type Judged = Result<readonly ExecutionEventBody[], ExecutionRefusal>;
type StartStep = Extract<ExecutionCommand, { type: 'start-step' }>;
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
  if (run.halt !== undefined) return refuse('step-not-startable', stepId, `the execution was ${run.halt.reason}`);
  if (run.heldBy !== undefined) return refuse('execution-paused', stepId, 'the execution is paused');
  if (step.kind === 'manual') return refuse('step-not-startable', stepId, `step ${stepId} is done by a person`);
  if (run.stages[step.stageId] !== 'open') {
    return refuse('step-not-startable', stepId, `stage ${step.stageId} is not open`);
  }
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
