import {
  accepted,
  refused,
  resolveStepReferences,
  type AdapterRegistry,
  type Execution,
  type ExecutionRefusal,
  type ExecutionWithRun,
  type OperationRequest,
  type OperationStep,
  type Result,
} from '@breakwater/core';
import { outputsOf } from '../steps/build-request.ts';
import { operationRequest } from '../steps/operation-request.ts';
import { runbook } from './runbook.ts';

/** An execution as a document for people: the steps that validation compiled, with the resources that it found. */
export function executionRunbook(execution: Execution, adapters: AdapterRegistry): Result<string, ExecutionRefusal> {
  if (execution.kind === 'unknown')
    return refused({ code: 'execution-unknown', message: 'there is no such execution' });
  if (!('run' in execution)) {
    const message = `execution ${execution.id} has no steps: its validation is not over, or has rejected it`;
    return refused({ code: 'execution-not-running', message });
  }
  const { id, request, run } = execution;
  const { mode, intent, plan, planVersion } = request;
  return accepted(
    runbook({
      title: `${plan}: ${mode}, ${intent}`,
      preface: [
        `Execution ${id} of version ${planVersion}, from ${run.graph.regions.from} to ${run.graph.regions.to}. ` +
          'Look at what it has done already before you go on by hand.',
      ],
      graph: run.graph,
      adapters,
      requestOf: (step) => knownRequest(execution, step),
    }),
  );
}

/** With the outputs of earlier steps where these are known by now; a reference to any other stays as it is written. */
function knownRequest(execution: ExecutionWithRun, step: OperationStep): OperationRequest {
  const request = operationRequest(execution, step);
  const resolved = resolveStepReferences(step.params, (id) => outputsOf(execution.run.steps[id]));
  return resolved.ok ? { ...request, params: resolved.value } : request;
}
