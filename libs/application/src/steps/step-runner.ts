import {
  EngineSupersededError,
  isSettled,
  leaseKey,
  LeaseLostError,
  secondsBetween,
  SYSTEM_ACTOR,
  type Execution,
  type ExecutionId,
  type Log,
  type RunningExecution,
  type StepId,
} from '@breakwater/core';
import type { ApplicationDependencies, StepVerdict } from '../application.ts';
import type { Executions } from '../executions/fenced-executions.ts';
import { claimLease } from './claim-lease.ts';
import { fencedSessions } from './fenced-sessions.ts';
import { handedOver } from './hand-over.ts';
import { keepLease } from './keep-lease.ts';
import { runAttempt } from './run-attempt.ts';

/** What to do about a step, as its state stands. */
type Next =
  | { readonly kind: 'verdict'; readonly verdict: StepVerdict }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'attempt' };

/**
 * Runs a step until it is settled or somebody has to answer a gate. Every attempt is made under the step's lease; a
 * lease that is lost ends the attempt here, and the step is looked at anew.
 *
 * @throws the signal's reason when the engine lets go; what was started goes on in AWS and is adopted by the next call
 * @throws EngineSupersededError when another engine has the execution, which adopts it in the same way
 */
export async function runStep(
  deps: ApplicationDependencies,
  executions: Executions,
  id: ExecutionId,
  stepId: StepId,
  signal: AbortSignal,
): Promise<StepVerdict> {
  const log = deps.log.child({ executionId: id, stepId });
  let recorded: Execution | undefined;
  for (;;) {
    signal.throwIfAborted();
    const execution = recorded ?? (await executions.load(id)).execution;
    recorded = undefined;
    const next = nextFor(execution.kind === 'running' ? execution : undefined, stepId, deps);
    if (next.kind === 'verdict') return next.verdict;
    if (next.kind === 'wait') await deps.clock.sleep(next.seconds, signal);
    else if (!(await handedOver(deps, executions, execution, stepId)))
      recorded = await attemptUnderLease(deps, executions, { id, stepId, signal, log });
  }
}

function nextFor(execution: RunningExecution | undefined, stepId: StepId, { clock }: ApplicationDependencies): Next {
  const ended: Next = { kind: 'verdict', verdict: { kind: 'ended' } };
  if (execution === undefined) return ended;
  const { run } = execution;
  const state = run.steps[stepId];
  if (state === undefined || isSettled(state)) return ended;
  switch (state.kind) {
    case 'deciding':
    case 'by-hand':
      return { kind: 'verdict', verdict: { kind: 'gate', gateId: state.gateId } };
    case 'running':
      return { kind: 'attempt' };
    case 'pending':
    case 'retrying': {
      if (run.heldBy !== undefined) return { kind: 'verdict', verdict: { kind: 'gate', gateId: run.heldBy } };
      const wait = state.kind === 'retrying' ? secondsBetween(clock.now(), state.notBefore) : 0;
      return wait > 0 ? { kind: 'wait', seconds: wait } : { kind: 'attempt' };
    }
  }
}

interface Attempt {
  readonly id: ExecutionId;
  readonly stepId: StepId;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** @returns the execution as the attempt's end was recorded in it; `undefined` where it has to be looked at */
async function attemptUnderLease(
  deps: ApplicationDependencies,
  executions: Executions,
  { id, stepId, signal, log }: Attempt,
): Promise<Execution | undefined> {
  const worker = deps.ids.workerId();
  const claim = { key: leaseKey({ executionId: id, stepId }), holder: worker, lengthSeconds: deps.leaseSeconds };
  const claimed = await claimLease(deps.leases, deps.wallClock, claim, signal);
  const lease = keepLease(deps.leases, deps.wallClock, claimed, () => executions.load(id));
  try {
    const started = await executions.dispatch(id, {
      type: 'start-step',
      stepId,
      epoch: lease.epoch,
      worker,
      by: SYSTEM_ACTOR,
    });
    if (!started.ok) {
      log.info({ refusal: started.error.code }, 'step not started');
      return undefined;
    }
    const { execution } = started.value;
    if (execution.kind !== 'running') return undefined;
    const fenced = { ...deps, aws: fencedSessions(deps.aws, () => lease.assertHeld()) };
    return await runAttempt(fenced, executions, {
      execution,
      stepId,
      epoch: lease.epoch,
      signal: AbortSignal.any([signal, lease.signal]),
      log,
    });
  } catch (error) {
    if (signal.aborted || error instanceof EngineSupersededError) throw error;
    if (!lease.signal.aborted && !(error instanceof LeaseLostError)) throw error;
    log.warn({ err: error, epoch: lease.epoch }, 'lease lost; another worker goes on');
    return undefined;
  } finally {
    await lease.release();
  }
}
