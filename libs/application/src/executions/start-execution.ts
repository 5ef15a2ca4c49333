import {
  accepted,
  canonicalJson,
  executionId,
  refused,
  resolveParameters,
  type Actor,
  type ExecutionEngine,
  type ExecutionId,
  type ExecutionRequest,
  type Mode,
  type Result,
  type StoredPlan,
} from '@breakwater/core';
import type { ApplicationDependencies, StartExecution, StartRefusal } from '../application.ts';
import type { ExecutionLog } from './execution-log.ts';

type Started = Result<{ readonly executionId: ExecutionId }, StartRefusal>;

/** Modes that this version runs. */
const RUNNABLE: readonly Mode[] = ['drill', 'recovery', 'cleanup'];

/** Records that somebody wants an execution and hands it to the engine; whether it can run is preflight's to say. */
export async function startExecution(
  deps: ApplicationDependencies,
  executions: ExecutionLog,
  engine: ExecutionEngine,
  input: StartExecution,
  by: Actor,
): Promise<Started> {
  const stored = await deps.plans.find(input.plan, input.planVersion);
  if (stored === undefined) {
    const version = input.planVersion === undefined ? '' : ` in version ${input.planVersion}`;
    return refused({ code: 'plan-unknown', message: `there is no plan ${input.plan}${version}` });
  }
  const refusal = refusalOf(input, stored) ?? (await refusalOfCleanup(executions, input));
  if (refusal !== undefined) return refused(refusal);

  const request = requestOf(deps, input, stored);
  const claimed = await claimId(deps, input, request, by);
  if (!claimed.ok) return claimed;
  const { id, fresh } = claimed.value;
  const recorded = await executions.dispatch(id, { type: 'request', executionId: id, request, by });
  if (!recorded.ok && fresh) throw new Error(`execution ${id}: ${recorded.error.message}`);
  await engine.start(id);
  return accepted({ executionId: id });
}

function refusalOf(input: StartExecution, { plan }: StoredPlan): StartRefusal | undefined {
  const { mode, confirm, reason, incident, parameters, only, of, acceptFindings = [] } = input;
  const invalid = (field: string, message: string): StartRefusal => ({ code: 'request-invalid', field, message });
  if (!RUNNABLE.includes(mode)) return { code: 'mode-not-built', message: `mode ${mode} is not built yet` };
  if (mode === 'recovery') {
    if (confirm !== input.plan) return invalid('confirm', `a recovery is confirmed by the plan's name, ${input.plan}`);
    if (isBlank(incident)) return invalid('incident', 'a recovery names its incident');
    if (isBlank(reason)) return invalid('reason', 'a recovery gives its reason');
  }
  if (mode === 'drill' && acceptFindings.length > 0) {
    return invalid('acceptFindings', 'findings can be accepted in a recovery, never in a drill');
  }
  if ((mode === 'cleanup') !== (of !== undefined)) {
    return invalid('of', mode === 'cleanup' ? 'a cleanup names the drill it is for' : 'only a cleanup is of another execution');
  }
  if (mode === 'cleanup' && plan.cleanup === 'none') return invalid('mode', 'the plan says cleanup: none');
  const unknown = only?.waves.find((id) => !plan.waves.some((wave) => wave.id === id));
  if (unknown !== undefined) return invalid('only.waves', `the plan has no wave ${unknown}`);
  const bound = resolveParameters(plan, parameters ?? {});
  if (bound.ok || mode === 'cleanup') return undefined;
  const message = 'the parameters do not fit the plan';
  return { code: 'plan-invalid', message, faults: bound.error };
}

async function refusalOfCleanup(
  executions: ExecutionLog,
  { mode, of, plan }: StartExecution,
): Promise<StartRefusal | undefined> {
  if (mode !== 'cleanup' || of === undefined) return undefined;
  const invalid = (message: string): StartRefusal => ({ code: 'request-invalid', field: 'of', message });
  const { execution } = await executions.load(of);
  if (execution.kind === 'unknown') return invalid(`there is no execution ${of}`);
  if (execution.request.plan !== plan) return invalid(`execution ${of} ran plan ${execution.request.plan}, not ${plan}`);
  if (execution.request.mode !== 'drill') return invalid(`execution ${of} is a ${execution.request.mode}: only drills are cleaned up`);
  if (execution.kind !== 'ended') return invalid(`execution ${of} has not ended, or never ran: nothing to clean up`);
  return undefined;
}

const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === '';

function requestOf({ simulated }: ApplicationDependencies, input: StartExecution, stored: StoredPlan): ExecutionRequest {
  const { mode, intent, incident, reason, declaredAt, parameters, only, acceptFindings, of } = input;
  return {
    plan: stored.name,
    planVersion: stored.version,
    planHash: stored.hash,
    mode,
    intent: intent ?? (mode === 'recovery' ? 'unplanned' : 'planned'),
    parameters: parameters ?? {},
    acceptFindings: acceptFindings ?? [],
    simulated,
    ...(incident === undefined ? {} : { incident }),
    ...(reason === undefined ? {} : { reason }),
    ...(declaredAt === undefined ? {} : { declaredAt }),
    ...(only === undefined ? {} : { only }),
    ...(of === undefined ? {} : { of }),
  };
}

/** A new id, or the one that the same request got before under the same key. */
async function claimId(
  { ids, idempotencyKeys, sha256 }: ApplicationDependencies,
  { idempotencyKey }: StartExecution,
  request: ExecutionRequest,
  by: Actor,
): Promise<Result<{ readonly id: ExecutionId; readonly fresh: boolean }, StartRefusal>> {
  const id = ids.executionId();
  if (idempotencyKey === undefined) return accepted({ id, fresh: true });
  const fingerprint = sha256(canonicalJson(request));
  const known = await idempotencyKeys.remember(`start/${by.subject}/${idempotencyKey}`, fingerprint, id);
  if (known.fingerprint !== fingerprint) {
    return refused({
      code: 'idempotency-key-reused',
      message: `idempotency key ${idempotencyKey} was used for another request: choose a new one`,
    });
  }
  return accepted({ id: executionId(known.value), fresh: known.fresh });
}
