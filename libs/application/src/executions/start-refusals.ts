import { resolveParameters, type Execution, type Mode, type StoredPlan } from '@breakwater/core';
import type { StartExecution, StartRefusal } from '../application.ts';
import type { ExecutionLog } from './execution-log.ts';

/** Modes that change production: confirmed by name, with an incident and a reason. */
const REAL_MODES: readonly Mode[] = ['recovery', 'failback', 'rollback'];

const invalid = (field: string, message: string): StartRefusal => ({ code: 'request-invalid', field, message });

/** Why a start is refused before anything is looked up in AWS; `undefined` when it is not. */
export async function startRefusal(
  input: StartExecution,
  stored: StoredPlan,
  executions: ExecutionLog,
): Promise<StartRefusal | undefined> {
  return (
    seriousnessRefusal(input) ??
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
  if (!REAL_MODES.includes(mode)) return undefined;
  if (confirm !== plan) return invalid('confirm', `a ${mode} is confirmed by the plan's name, ${plan}`);
  if (isBlank(incident)) return invalid('incident', `a ${mode} names its incident`);
  if (isBlank(reason)) return invalid('reason', `a ${mode} gives its reason`);
  return undefined;
}

const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === '';

function planRefusal({ mode, only }: StartExecution, { plan }: StoredPlan): StartRefusal | undefined {
  if (mode === 'cleanup' && plan.cleanup === 'none') return invalid('mode', 'the plan says cleanup: none');
  if (mode === 'failback' && (plan.failback ?? 'none') === 'none')
    return invalid('mode', 'the plan says failback: none');
  const unknown = only?.waves.find((id) => !plan.waves.some((wave) => wave.id === id));
  return unknown === undefined ? undefined : invalid('only.waves', `the plan has no wave ${unknown}`);
}

/** What a mode is made of: an earlier execution, or the plan itself. */
const needsEarlier = (mode: Mode, { plan }: StoredPlan): boolean =>
  mode === 'rollback' || ((mode === 'cleanup' || mode === 'failback') && !Array.isArray(plan[mode]));

async function earlierRefusal(
  { mode, of, plan }: StartExecution,
  stored: StoredPlan,
  executions: ExecutionLog,
): Promise<StartRefusal | undefined> {
  if (!needsEarlier(mode, stored)) {
    return of === undefined ? undefined : invalid('of', `a ${mode} of this plan is not of another execution`);
  }
  if (of === undefined) return invalid('of', `a ${mode} names the execution it is for`);
  const { execution } = await executions.load(of);
  if (execution.kind === 'unknown') return invalid('of', `there is no execution ${of}`);
  if (execution.request.plan !== plan)
    return invalid('of', `execution ${of} ran plan ${execution.request.plan}, not ${plan}`);
  if (execution.kind !== 'ended') return invalid('of', `execution ${of} has not ended, or never ran`);
  const problem = unfitFor(mode, execution);
  return problem === undefined ? undefined : invalid('of', `execution ${of} ${problem}`);
}

function unfitFor(mode: Mode, { request, status }: Extract<Execution, { kind: 'ended' }>): string | undefined {
  switch (mode) {
    case 'cleanup':
      return request.mode === 'drill' ? undefined : `is a ${request.mode}: only drills are cleaned up`;
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
