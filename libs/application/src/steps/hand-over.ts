import {
  resolveStepReferences,
  SYSTEM_ACTOR,
  type DisabledTechnology,
  type Execution,
  type OperationStep,
  type RunningExecution,
  type StepId,
} from '@breakwater/core';
import type { ApplicationDependencies } from '../application.ts';
import type { Executions } from '../executions/fenced-executions.ts';
import { numbered } from '../shared/numbered.ts';
import { outputsOf } from './build-request.ts';
import { operationRequest } from './operation-request.ts';

/** Whoever is on duty does what a disabled adapter would have done. */
const OWNER = 'duty-manager';

/**
 * Hands a step of a disabled technology to a person, with the adapter's own runbook. A step that runs already is not
 * touched: its worker goes on with it.
 *
 * @returns false when the adapter may run it
 */
export async function handedOver(
  deps: ApplicationDependencies,
  executions: Executions,
  execution: Execution,
  stepId: StepId,
): Promise<boolean> {
  if (execution.kind !== 'running' || execution.run.steps[stepId]?.kind === 'running') return false;
  const step = execution.run.graph.steps[stepId];
  if (step?.kind !== 'operation') return false;
  const off = (await deps.switches.disabled()).find(({ technology }) => technology === step.technology);
  if (off === undefined) return false;
  const handed = await executions.dispatch(execution.id, {
    type: 'hand-over-step',
    stepId,
    instructions: instructionsFor(deps, execution, step, off),
    owner: OWNER,
    expectedSeconds: step.estimateSeconds,
    by: SYSTEM_ACTOR,
  });
  if (!handed.ok)
    deps.log.info({ executionId: execution.id, stepId, refusal: handed.error.code }, 'step not handed over');
  return true;
}

function instructionsFor(
  { adapters }: ApplicationDependencies,
  execution: RunningExecution,
  step: OperationStep,
  { technology, reason, by }: DisabledTechnology,
): string {
  const operation = adapters.operation(step.technology, step.operation);
  const request = operationRequest(execution, step);
  const known = resolveStepReferences(step.params, (id) => outputsOf(execution.run.steps[id]));
  const runbook = operation?.runbook(known.ok ? { ...request, params: known.value } : request) ?? [];
  const why = `The adapter for ${technology} was switched off by ${by.subject}: ${reason}. Do this step by hand:`;
  return [why, ...(runbook.length === 0 ? [] : [numbered(runbook)])].join('\n\n');
}
