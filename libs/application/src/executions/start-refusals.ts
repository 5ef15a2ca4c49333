import { resolveParameters, type Execution, type Mode, type StoredPlan } from '@breakwater/core';
import type { FollowUpRefusal, StartExecution, StartRefusal } from '../application.ts';
import type { FollowUpKind } from '../preflight/follow-up-steps.ts';
import type { Executions } from './fenced-executions.ts';

/** Modes that change production: confirmed by name, with an incident and a reason. */
const REAL_MODES: readonly Mode[] = ['recovery', 'failback', 'rollback'];

/** What of a request says which follow-up of an execution it is. */
type FollowUpMode = Pick<StartExecution, 'mode' | 'steps'>;

type KnownExecution = Exclude<Execution, { kind: 'unknown' }>;

const invalid = (field: string, message: string): FollowUpRefusal => ({ code: 'request-invalid', field, message });

/** Why a start is refused before anything is looked up in AWS; `undefined` when it is not. */
export async function startRefusal(
  input: StartExecution,
  stored: StoredPlan,
  executions: Executions,
): Promise<StartRefusal | undefined> {
  return (
    seriousnessRefusal(input) ??
    stepsRefusal(input) ??
    planRefusal(input, stored) ??
    (await earlierRefusal(input, stored, executions)) ??
    parameterRefusal(input, stored)
  );
}

function seriousnessRefusal({
  mode,
  plan,
  confirm,
  incident,
  reason,
  acceptFindings,
}: StartExecution): StartRefusal | undefined {
  if (mode === 'drill' && acceptFindings !== undefined && acceptFindings.length > 0) {
    return invalid('acceptFindings', 'findings can be accepted in a recovery, never in a drill');
  }
  if (mode === 'keep' && isBlank(reason)) return invalid('reason', 'whoever keeps what a drill launched says why');
  if (!REAL_MODES.includes(mode)) return undefined;
  if (confirm !== plan) return invalid('confirm', `a ${mode} is confirmed by the plan's name, ${plan}`);
  if (isBlank(incident)) return invalid('incident', `a ${mode} names its incident`);
  if (isBlank(reason)) return invalid('reason', `a ${mode} gives its reason`);
  return undefined;
}

const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === '';

function planRefusal({ mode, only }: StartExecution, stored: StoredPlan): StartRefusal | undefined {
  const unknown = only?.waves.find((id) => !stored.plan.waves.some((wave) => wave.id === id));
  const unknownWave = unknown === undefined ? undefined : invalid('only.waves', `the plan has no wave ${unknown}`);
  return wavesRefusal(mode, stored) ?? unknownWave;
}

/** Steps are named by a keep alone: any other mode would leave out what somebody believes to be in. */
const stepsRefusal = ({ mode, steps }: FollowUpMode): FollowUpRefusal | undefined =>
  steps === undefined || mode === 'keep' ? undefined : invalid('steps', `a ${mode} takes no steps, only a keep does`);

/** Why the plan has no waves for a mode. */
function wavesRefusal(mode: Mode, { plan }: StoredPlan): FollowUpRefusal | undefined {
  if (mode === 'cleanup' && plan.cleanup === 'none') return invalid('mode', 'the plan says cleanup: none');
  if (mode === 'failback' && (plan.failback ?? 'none') === 'none')
    return invalid('mode', 'the plan says failback: none');
  return undefined;
}

/** What a mode is made of: an earlier execution, or the plan itself. */
const needsEarlier = (mode: Mode, { plan }: StoredPlan): boolean =>
  mode === 'rollback' || mode === 'keep' || ((mode === 'cleanup' || mode === 'failback') && !Array.isArray(plan[mode]));

/** With waves that the plan's author wrote, the earlier execution is only named, so that it counts as followed up. */
const mayNameEarlier = (mode: Mode): boolean => mode !== 'drill' && mode !== 'recovery';

async function earlierRefusal(
  { mode, of, plan }: StartExecution,
  stored: StoredPlan,
  executions: Executions,
): Promise<StartRefusal | undefined> {
  if (of === undefined) {
    return needsEarlier(mode, stored) ? invalid('of', `a ${mode} names the execution it is for`) : undefined;
  }
  if (!mayNameEarlier(mode)) return invalid('of', `a ${mode} is not of another execution`);
  const { execution } = await executions.load(of);
  if (execution.kind === 'unknown') return invalid('of', `there is no execution ${of}`);
  if (execution.request.plan !== plan)
    return invalid('of', `execution ${of} ran plan ${execution.request.plan}, not ${plan}`);
  return unfitRefusal(mode, execution);
}

/** Why an execution can not be followed up in a mode by a version of its plan; `undefined` when it can. */
export const followUpRefusal = (
  what: FollowUpMode & { readonly mode: FollowUpKind },
  stored: StoredPlan,
  execution: KnownExecution,
): FollowUpRefusal | undefined =>
  stepsRefusal(what) ?? wavesRefusal(what.mode, stored) ?? unfitRefusal(what.mode, execution);

function unfitRefusal(mode: Mode, execution: KnownExecution): FollowUpRefusal | undefined {
  if (execution.kind !== 'ended') return invalid('of', `execution ${execution.id} has not ended, or never ran`);
  const problem = unfitFor(mode, execution);
  return problem === undefined ? undefined : invalid('of', `execution ${execution.id} ${problem}`);
}

function unfitFor(mode: Mode, { request, status }: Extract<Execution, { kind: 'ended' }>): string | undefined {
  switch (mode) {
    case 'cleanup':
      return request.mode === 'drill' ? undefined : `is a ${request.mode}: only drills are cleaned up`;
    case 'keep':
      return request.mode === 'drill' ? undefined : `is a ${request.mode}: only what a drill launched can be kept`;
    case 'rollback':
      if (request.mode === 'recovery' || request.mode === 'failback') return undefined;
      return `is a ${request.mode}: only recoveries and failbacks are rolled back`;
    case 'failback':
      return request.mode === 'recovery' && status === 'completed' ? undefined : 'is not a completed recovery';
    case 'drill':
    case 'recovery':
      return undefined;
  }
}

function parameterRefusal({ mode, parameters }: StartExecution, stored: StoredPlan): StartRefusal | undefined {
  if (needsEarlier(mode, stored)) return undefined;
  const bound = resolveParameters(stored.plan, parameters ?? {});
  if (bound.ok) return undefined;
  return { code: 'plan-invalid', message: 'the parameters do not fit the plan', faults: bound.error };
}
