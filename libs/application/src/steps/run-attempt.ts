import {
  isAdoptable,
  LeaseLostError,
  NO_USAGE,
  secondsBetween,
  SYSTEM_ACTOR,
  type Execution,
  type Instant,
  type Json,
  type JsonObject,
  type Log,
  type Observation,
  type Operation,
  type OperationContext,
  type OperationRequest,
  type OperationStep,
  type Progress,
  type RunningExecution,
  type StepEnd,
  type StepId,
} from '@breakwater/core';
import type { ApplicationDependencies } from '../application.ts';
import type { Executions } from '../executions/fenced-executions.ts';
import { messageOf } from '../shared/error-message.ts';
import { buildRequest } from './build-request.ts';
import { AttemptJournal } from './attempt-journal.ts';

export interface AttemptInput {
  /** As it stands after this attempt was started or taken over. */
  readonly execution: RunningExecution;
  readonly stepId: StepId;
  readonly epoch: number;
  /** Aborted when the engine lets go or the lease is lost. */
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Looks in a row that may fail before the step is given up. */
const FAILED_LOOKS = 10;
const FIRST_BACKOFF_SECONDS = 5;
const LONGEST_BACKOFF_SECONDS = 60;

/**
 * One attempt of an operation step, from its intent to its recorded end.
 *
 * @returns the execution as it stands with that end; `undefined` where the end was refused
 */
export async function runAttempt(
  deps: ApplicationDependencies,
  executions: Executions,
  { execution, stepId, epoch, signal, log }: AttemptInput,
): Promise<Execution | undefined> {
  const state = execution.run.steps[stepId];
  const step = execution.run.graph.steps[stepId];
  if (state?.kind !== 'running' || step?.kind !== 'operation') return undefined;
  const journal = await AttemptJournal.open(deps, { executionId: execution.id, stepId }, epoch, state.attempt);
  const aws = deps.aws.open({
    executionId: execution.id,
    mode: execution.request.mode,
    sourceIdentity: execution.requestedBy.subject,
  });
  const operation = deps.adapters.operation(step.technology, step.operation);
  const built = buildRequest(execution, step, state);
  const end =
    operation === undefined
      ? failedEnd('adapter-missing', `no adapter for ${step.technology} ${step.operation} in this process`)
      : !built.ok
        ? failedEnd(built.error.code, built.error.message)
        : await perform({
            deps,
            step,
            operation,
            request: built.value,
            journal,
            aws,
            signal,
            log,
            isTakenOver: execution.engine.epoch > 1,
            assertEngineHolds: () => executions.load(execution.id),
          });
  signal.throwIfAborted();
  const ended = await executions.dispatch(execution.id, {
    type: 'end-step',
    stepId,
    attempt: state.attempt,
    epoch,
    end: journal.captured === undefined ? end : { ...end, captured: journal.captured },
    journalHash: journal.hash,
    usage: operation === undefined ? NO_USAGE : aws.usage(),
    by: SYSTEM_ACTOR,
  });
  if (ended.ok) return ended.value.execution;
  log.warn({ refusal: ended.error.code }, 'the end of a step was refused');
  return undefined;
}

interface Performance {
  readonly deps: ApplicationDependencies;
  readonly step: OperationStep;
  readonly operation: Operation;
  readonly request: OperationRequest;
  readonly journal: AttemptJournal;
  readonly aws: OperationContext['aws'];
  readonly signal: AbortSignal;
  readonly log: Log;
  /** By another engine than the one that was asked to run it. */
  readonly isTakenOver: boolean;
  /** Throws when another engine has the execution; a look may go on with what it finds, so it is asked before each. */
  readonly assertEngineHolds: () => Promise<unknown>;
}

async function perform(work: Performance): Promise<StepEnd> {
  const { step, operation, request, journal, signal } = work;
  if (step.treatment === 'validate-only') return validateOnly(work);
  const mayAdopt = isAdoptable(operation, request);
  if (journal.intended && journal.checkpoint === undefined && !mayAdopt) {
    return failedEnd(
      'effect-unknown',
      'an earlier worker stopped while calling it, and whether it took effect cannot be told: look, then decide',
    );
  }
  // A store that was copied, or replicates late, may not have the last intents of the engine before.
  const resumed = journal.intended || (work.isTakenOver && mayAdopt);
  if (!journal.intended) await journal.intend();
  signal.throwIfAborted();
  const checkpoint =
    journal.checkpoint ??
    (await withRetries(work, 'start', (failures) =>
      operation.start(request, contextOf(work, resumed || failures > 0)),
    ));
  if (checkpoint instanceof GaveUp) return checkpoint.end;
  await journal.saveCheckpoint(checkpoint);
  return monitorToEnd(work, contextOf(work, resumed), checkpoint);
}

async function validateOnly(work: Performance): Promise<StepEnd> {
  const { operation, request, aws, deps, signal, log } = work;
  const findings = await withRetries(work, 'validate', () =>
    operation.validate(request, { aws, clock: deps.clock, log, signal }),
  );
  if (findings instanceof GaveUp) return findings.end;
  const errors = findings.filter((finding) => finding.severity === 'error');
  const base = { outputs: {}, resources: [], exercised: false, findings };
  if (errors.length === 0) return { kind: 'succeeded', ...base };
  const message = errors.map((finding) => finding.message).join('; ');
  return { kind: 'failed', ...base, failure: { code: 'validation-failed', message, retryable: true } };
}

const contextOf = ({ deps, journal, aws, signal, log, request }: Performance, resumed: boolean): OperationContext => ({
  aws,
  clock: deps.clock,
  log,
  signal,
  key: journal.key,
  attempt: journal.attempt,
  resumed,
  ...(request.mode === 'drill' ? { expiresAt: journal.expiresAt(deps.drillExpiryHours) } : {}),
  saveCheckpoint: (checkpoint: Json) => journal.saveCheckpoint(checkpoint),
  capture: (name: string, value: Json) => journal.capture(name, value),
});

async function monitorToEnd(work: Performance, context: OperationContext, first: Json): Promise<StepEnd> {
  const { deps, step, operation, request, journal, signal } = work;
  let checkpoint = first;
  const startedAt = journal.startedAt;
  for (;;) {
    await work.assertEngineHolds();
    const seen = await withRetries(work, 'look', () =>
      operation.monitor(request, journal.checkpoint ?? checkpoint, context),
    );
    if (seen instanceof GaveUp) return seen.end;
    if (seen.kind !== 'running') return endOf(seen);
    checkpoint = seen.checkpoint ?? checkpoint;
    if (seen.checkpoint !== undefined) await journal.saveCheckpoint(seen.checkpoint);
    await tell(work, seen.progress);
    const left = step.timeoutSeconds - secondsBetween(startedAt, deps.clock.now());
    if (left <= 0) return timedOut(step, startedAt, seen.progress);
    await deps.clock.sleep(Math.min(seen.lookAgainInSeconds, left), signal);
  }
}

async function tell({ deps, request, journal }: Performance, progress: Progress): Promise<void> {
  deps.feed.publish({ kind: 'progress', executionId: request.executionId, stepId: request.stepId, progress });
  await journal.saveProgress(progress);
}

function endOf(seen: Exclude<Observation, { kind: 'running' }>): StepEnd {
  const common = { resources: seen.resources, exercised: true, findings: seen.findings ?? [] };
  if (seen.kind === 'succeeded') return { kind: 'succeeded', outputs: seen.outputs, ...common };
  return { kind: 'failed', failure: seen.failure, outputs: seen.outputs ?? {}, ...common };
}

const failedEnd = (code: string, message: string, retryable = false, outputs: JsonObject = {}): StepEnd => ({
  kind: 'failed',
  failure: { code, message, retryable },
  outputs,
  resources: [],
  exercised: true,
  findings: [],
});

function timedOut(step: OperationStep, startedAt: Instant, progress: Progress): StepEnd {
  const minutes = Math.round(step.timeoutSeconds / 60);
  const done = `${progress.done} of ${progress.total} ${progress.unit} were done`;
  return failedEnd(
    'timed-out',
    `not done ${minutes} minutes after its start at ${startedAt}: ${done}; what was started goes on in AWS, look there`,
  );
}

class GaveUp {
  readonly end: StepEnd;
  constructor(end: StepEnd) {
    this.end = end;
  }
}

/**
 * An adapter's throw is not the operation's failure: the network or a control plane hiccups. The same call is made
 * again, as one that resumes, before the step is given up.
 */
async function withRetries<Value>(
  { deps, signal, log }: Performance,
  what: 'start' | 'look' | 'validate',
  call: (failures: number) => Promise<Value>,
): Promise<Value | GaveUp> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await call(failures);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof LeaseLostError) throw error;
      log.warn({ err: error, failures, what }, 'an adapter call failed');
      if (failures + 1 === FAILED_LOOKS) {
        return new GaveUp(
          failedEnd('adapter-failed', `${FAILED_LOOKS} ${what} calls in a row failed: ${messageOf(error)}`),
        );
      }
      const backoff = Math.min(FIRST_BACKOFF_SECONDS * 2 ** failures, LONGEST_BACKOFF_SECONDS);
      await deps.clock.sleep(backoff, signal);
    }
  }
}
