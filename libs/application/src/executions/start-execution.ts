import {
  accepted,
  canonicalJson,
  executionId,
  isHeldBy,
  refused,
  type Actor,
  type Execution,
  type ExecutionEngine,
  type ExecutionId,
  type ExecutionRequest,
  type Result,
  type StepId,
  type StoredPlan,
} from '@breakwater/core';
import type { ApplicationDependencies, StartExecution, StartRefusal } from '../application.ts';
import { stepsToKeep } from '../preflight/steps-to-keep.ts';
import { usualIntent } from '../shared/usual-intent.ts';
import type { Executions } from './fenced-executions.ts';
import { startRefusal } from './start-refusals.ts';

type Started = Result<{ readonly executionId: ExecutionId }, StartRefusal>;

/** Records that somebody wants an execution and hands it to the engine; whether it can run is preflight's to say. */
export async function startExecution(
  deps: ApplicationDependencies,
  executions: Executions,
  engine: ExecutionEngine,
  input: StartExecution,
  by: Actor,
): Promise<Started> {
  const stored = await deps.plans.find(input.plan, input.planVersion);
  if (stored === undefined) {
    const version = input.planVersion === undefined ? '' : ` in version ${input.planVersion}`;
    return refused({ code: 'plan-unknown', message: `there is no plan ${input.plan}${version}` });
  }
  const refusal = await startRefusal(input, stored, executions);
  if (refusal !== undefined) return refused(refusal);

  const steps = await stepsOf(deps, executions, input);
  if (!steps.ok) return steps;
  const request = requestOf(deps, input, stored, steps.value);
  const claimed = await claimId(deps, input, by);
  if (!claimed.ok) return claimed;
  const id = claimed.value;
  const recorded = await executions.dispatch(id, {
    type: 'request',
    executionId: id,
    request,
    engine: engine.name,
    by,
  });
  // Under a key it may be there already: an earlier sending of the request, or one that runs beside this one, made it.
  const isRepeated = input.idempotencyKey !== undefined;
  if (!recorded.ok && !isRepeated) throw new Error(`execution ${id}: ${recorded.error.message}`);
  await startOwn(engine, recorded.ok ? recorded.value.execution : (await executions.load(id)).execution);
  return accepted({ executionId: id });
}

/** What another engine has by now is its own to start. */
async function startOwn(engine: ExecutionEngine, execution: Execution): Promise<void> {
  if (execution.kind === 'unknown') throw new Error('an execution is gone after it was requested');
  const { id, engine: held } = execution;
  if (isHeldBy(held, engine.name)) await engine.start(id, held.epoch);
}

function requestOf(
  { simulated }: ApplicationDependencies,
  input: StartExecution,
  stored: StoredPlan,
  steps: readonly StepId[] | undefined,
): ExecutionRequest {
  const { mode, intent, incident, reason, declaredAt, parameters, only, acceptFindings, of } = input;
  return {
    plan: stored.name,
    planVersion: stored.version,
    planHash: stored.hash,
    mode,
    intent: intent ?? usualIntent(mode),
    parameters: parameters ?? {},
    acceptFindings: acceptFindings ?? [],
    simulated,
    ...(incident === undefined ? {} : { incident }),
    ...(reason === undefined ? {} : { reason }),
    ...(declaredAt === undefined ? {} : { declaredAt }),
    ...(only === undefined ? {} : { only }),
    ...(of === undefined ? {} : { of }),
    ...(steps === undefined ? {} : { steps }),
  };
}

/** The steps that a keep is of, all by name: the history is to say what was kept, whatever a later adapter makes of it. */
async function stepsOf(
  { adapters }: ApplicationDependencies,
  executions: Executions,
  { mode, of, steps }: StartExecution,
): Promise<Result<readonly StepId[] | undefined, StartRefusal>> {
  if (mode !== 'keep' || of === undefined) return accepted(undefined);
  const { execution } = await executions.load(of);
  return execution.kind === 'ended' ? stepsToKeep(execution, adapters, steps) : accepted(undefined);
}

/** A new id, or the one that the same request got before under the same key. */
async function claimId(
  { ids, idempotencyKeys, sha256 }: ApplicationDependencies,
  { idempotencyKey, ...asked }: StartExecution,
  by: Actor,
): Promise<Result<ExecutionId, StartRefusal>> {
  const id = ids.executionId();
  if (idempotencyKey === undefined) return accepted(id);
  // What was asked for, not what it came to: the newest plan may be another one when the request is sent again.
  const fingerprint = sha256(canonicalJson(asked));
  const known = await idempotencyKeys.remember(`start/${by.subject}/${idempotencyKey}`, fingerprint, id);
  if (known.fingerprint !== fingerprint) {
    return refused({
      code: 'idempotency-key-reused',
      message: `idempotency key ${idempotencyKey} was used for another request: choose a new one`,
    });
  }
  return accepted(executionId(known.value));
}
