import type { ExecutionWithRun, OperationRequest, OperationStep } from '@breakwater/core';

/** The request for a compiled step of an execution, as its plan and its preflight have it. */
export function operationRequest({ id, request, run }: ExecutionWithRun, step: OperationStep): OperationRequest {
  const { graph } = run;
  return {
    executionId: id,
    stepId: step.id,
    mode: request.mode,
    intent: request.intent,
    target: step.target,
    originRegion: graph.regions.from,
    params: step.params,
    resources: step.resources,
    objectives: { rpoMinutes: graph.objectives.rpoMinutes },
    tier: graph.tier,
    ...(graph.drillIsolation !== undefined && { drillIsolation: graph.drillIsolation }),
    ...(step.launch !== undefined && { launch: step.launch }),
  };
}
