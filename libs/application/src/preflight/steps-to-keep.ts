import {
  accepted,
  refused,
  type AdapterRegistry,
  type EndedExecution,
  type Result,
  type StepId,
} from '@breakwater/core';
import type { FollowUpRefusal } from '../application.ts';
import { messageOf } from '../shared/error-message.ts';
import { followUpsOf, traceOf } from './follow-up-plan.ts';
import type { FollowUps } from './follow-up-steps.ts';

const refusal = (field: string, message: string): Result<never, FollowUpRefusal> =>
  refused({ code: 'request-invalid', field, message });

/**
 * The steps of a drill whose instances are kept: those that are named, or all that launched something to keep. One that
 * has nothing to keep is refused and never left out: who names it believes that its instances stay.
 */
export function stepsToKeep(
  drill: EndedExecution,
  adapters: AdapterRegistry,
  wanted?: readonly StepId[],
): Result<readonly StepId[], FollowUpRefusal> {
  let keepable: FollowUps;
  try {
    keepable = followUpsOf('keep', drill, adapters);
  } catch (error) {
    return refusal('of', `what can be kept of execution ${drill.id} can not be told: ${messageOf(error)}`);
  }
  for (const [index, id] of (wanted ?? []).entries()) {
    const objection = keepable.has(id) ? undefined : objectionTo(id, drill);
    if (objection !== undefined) return refusal(`steps[${index}]`, objection);
  }
  if (keepable.size === 0) return refusal('of', `execution ${drill.id} launched nothing that can be kept`);
  return accepted(wanted ?? [...keepable.keys()]);
}

function objectionTo(id: StepId, { id: drill, run }: EndedExecution): string {
  const step = run.graph.steps[id];
  if (step === undefined) return `execution ${drill} has no step ${id}`;
  if (step.kind === 'operation' && traceOf(run.steps[id]) === undefined) {
    return `step ${id} did not run, or was only validated: there is nothing to keep`;
  }
  return `step ${id} launched nothing that can be kept`;
}
