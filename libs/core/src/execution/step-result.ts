import type { ResourceOutcome } from '../adapter/resource-outcome.ts';
import type { StepExceptionFact, StepEnd } from './events.ts';
import type { StepResult } from './execution.ts';

/** The result of an attempt laid over what earlier attempts left: per resource, the newest word stands. */
export function mergeResult(previous: StepResult | undefined, end: StepEnd): StepResult {
  const own: StepResult = {
    outputs: end.outputs,
    resources: end.resources,
    exercised: end.exercised,
    findings: end.findings,
  };
  if (previous === undefined) return own;
  const newer = new Map(end.resources.map((resource) => [resource.id, resource]));
  const kept = previous.resources.map((resource) => newer.get(resource.id) ?? resource);
  const keptIds = new Set(kept.map((resource) => resource.id));
  return {
    ...own,
    outputs: { ...previous.outputs, ...end.outputs },
    resources: [...kept, ...end.resources.filter((resource) => !keptIds.has(resource.id))],
  };
}

/** Whatever is not known to be good counts as failed. */
export const failedResources = (result: StepResult): readonly ResourceOutcome[] =>
  result.resources.filter((resource) => resource.state !== 'succeeded');

/** What is let pass when a failed step is accepted: each failed resource, or the step when none is named. */
export function exceptionsOf(result: StepResult, reason: string): readonly StepExceptionFact[] {
  const failed = failedResources(result);
  if (failed.length === 0) return [{ reason }];
  return failed.map((resource) => ({ resource: resource.id, reason: resource.reason ?? resource.status }));
}
