import type { ResourceOutcome, StepFailure } from '../adapter/resource-outcome.ts';
import type { Finding } from '../shared/finding.ts';
import type { StepExceptionFact, StepEnd } from './events.ts';
import type { StepResult } from './execution.ts';

/**
 * The result of an attempt laid over what earlier attempts left: per resource, the newest word stands,
 * and so do the findings about it.
 */
export function mergeResult(previous: StepResult | undefined, end: StepEnd): StepResult {
  const own: StepResult = {
    outputs: end.outputs,
    resources: end.resources,
    exercised: end.exercised,
    findings: end.findings,
    ...(end.captured === undefined ? {} : { captured: end.captured }),
  };
  if (previous === undefined) return own;
  const newer = new Map(end.resources.map((resource) => [resource.id, resource]));
  const kept = previous.resources.map((resource) => newer.get(resource.id) ?? resource);
  const keptIds = new Set(kept.map((resource) => resource.id));
  return {
    ...own,
    outputs: { ...previous.outputs, ...end.outputs },
    ...capturedFirst(previous, end),
    resources: [...kept, ...end.resources.filter((resource) => !keptIds.has(resource.id))],
    findings: [...stillTrue(previous.findings, end), ...end.findings],
  };
}

/** Earlier findings about what the newer attempt says nothing of. */
function stillTrue(findings: readonly Finding[], newer: StepEnd): readonly Finding[] {
  const found = new Set(newer.findings.map(({ id }) => id));
  const reported = new Set(newer.resources.map(({ id }) => id));
  return findings.filter(({ id, resource }) => !found.has(id) && (resource === undefined || !reported.has(resource)));
}

/** A later attempt may already see what an earlier one changed, so the earlier value stands. */
function capturedFirst(previous: StepResult, end: StepEnd): Pick<StepResult, 'captured'> {
  if (previous.captured === undefined && end.captured === undefined) return {};
  return { captured: { ...end.captured, ...previous.captured } };
}

/** Whatever is not known to be good counts as failed. */
export const failedResources = (result: StepResult): readonly ResourceOutcome[] =>
  result.resources.filter((resource) => resource.state !== 'succeeded');

const RESOURCES_FAILED: StepFailure = {
  code: 'resources-failed',
  message: 'some of its resources failed',
  retryable: true,
};

/** Why an attempt counts as failed, also when its worker saw the operation succeed and only resources fail. */
export const failureOf = (end: StepEnd): StepFailure => (end.kind === 'failed' ? end.failure : RESOURCES_FAILED);

/** What is let pass when a failed step is accepted: each failed resource, or the step when none is named. */
export function exceptionsOf(result: StepResult, reason: string): readonly StepExceptionFact[] {
  const failed = failedResources(result);
  if (failed.length === 0) return [{ reason }];
  return failed.map((resource) => ({ resource: resource.id, reason: resource.reason ?? resource.status }));
}
