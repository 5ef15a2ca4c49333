import {
  resolveStepReferences,
  type BoundStep,
  type Finding,
  type ResolvedResource,
  type StepId,
  type ValidationContext,
} from '@breakwater/core';
import { mapLimited } from '../shared/map-limited.ts';
import { messageOf } from '../shared/error-message.ts';

/** Each operation's own checks. A check that cannot be made is an error, never silence. */
export async function validateSteps(
  steps: readonly BoundStep[],
  resolved: ReadonlyMap<StepId, readonly ResolvedResource[]>,
  context: ValidationContext,
): Promise<readonly Finding[]> {
  const findings = await mapLimited(steps, 8, async (step): Promise<readonly Finding[]> => {
    if (!resolveStepReferences(step.params, NOTHING_RAN).ok) return [checkedLater(step)];
    try {
      const found = await step.operation.validate(step.request(resolved.get(step.id) ?? []), context);
      return found.map((finding) => ({ stepId: step.id, ...finding }));
    } catch (error) {
      context.signal.throwIfAborted();
      return [checkFailed(step, error)];
    }
  });
  return findings.flat();
}

const NOTHING_RAN = () => undefined;

const checkedLater = (step: BoundStep): Finding => ({
  id: `checked-when-it-starts:${step.id}`,
  code: 'checked-when-it-starts',
  severity: 'info',
  absolute: false,
  message: 'its parameters come from earlier steps, so it is checked when it starts',
  stepId: step.id,
});

const checkFailed = (step: BoundStep, error: unknown): Finding => ({
  id: `check-failed:${step.id}`,
  code: 'check-failed',
  severity: 'error',
  absolute: false,
  message: `${step.technology} ${step.operation.name} could not be checked: ${messageOf(error)}`,
  stepId: step.id,
});
