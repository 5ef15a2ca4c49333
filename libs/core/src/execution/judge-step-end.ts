import type { OperationStep } from '../compile/stage-graph.ts';
import type { FailurePolicy } from '../plan/recovery-plan.ts';
import { gateId } from '../shared/ids.ts';
import { plusSeconds, type Instant } from '../shared/instant.ts';
import type { Judgement, StepEnd } from './events.ts';
import type { StepResult } from './execution.ts';
import { exceptionsOf, failedResources } from './step-result.ts';

/**
 * What a step's end means under its plan: tolerate, then retry, then the wave's policy.
 *
 * @param policy - `halted` when nothing new starts any more: then nothing is retried and nobody is asked
 */
export function judgeStepEnd(
  step: OperationStep,
  policy: FailurePolicy | 'halted',
  attempt: number,
  end: StepEnd,
  result: StepResult,
  now: Instant,
): Judgement {
  if (end.kind === 'succeeded' && failedResources(result).length === 0) return { kind: 'succeeded', exceptions: [] };
  const reason = end.kind === 'failed' ? end.failure.message : 'some of its resources failed';
  if (isTolerated(step, result)) return { kind: 'succeeded', exceptions: exceptionsOf(result, reason) };
  const mayRetry = end.kind === 'succeeded' || end.failure.retryable;
  if (mayRetry && policy !== 'halted' && attempt < step.retry.attempts) {
    const notBefore = plusSeconds(now, step.retry.backoffSeconds);
    return { kind: 'retry', notBefore, ...onlyFailed(step.retry.only, result) };
  }
  switch (policy) {
    case 'continue':
      return { kind: 'accepted', exceptions: exceptionsOf(result, reason) };
    case 'stop':
    case 'halted':
      return { kind: 'failed' };
    case 'pause':
      return { kind: 'decide', gateId: gateId(`decision.${step.id}.${attempt}`) };
  }
}

/**
 * Tolerance counts resources. A step is never tolerated that fails without naming one, that leaves one of its own
 * unaccounted for, or of which nothing succeeded.
 */
function isTolerated(step: OperationStep, result: StepResult): boolean {
  const failed = failedResources(result).length;
  const total = result.resources.length;
  if (step.tolerate === undefined || failed === 0 || failed === total) return false;
  if (total < step.resources.length) return false;
  const { failedPercent, failedCount } = step.tolerate;
  const withinPercent = failedPercent === undefined || (failed / total) * 100 <= failedPercent;
  const withinCount = failedCount === undefined || failed <= failedCount;
  return withinPercent && withinCount;
}

/** The resources that a retry is about; absent when it is about all of them. */
export function onlyFailed(
  which: 'failed' | 'all',
  result: StepResult,
): { readonly only: readonly string[] } | Record<never, never> {
  const failed = failedResources(result);
  if (which === 'all' || failed.length === 0) return {};
  return { only: failed.map((resource) => resource.id) };
}
