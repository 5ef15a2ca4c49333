import { finding, type Finding, type ValidationContext } from '@breakwater/core';
import { unreadable } from '../steps/findings.ts';
import { INSTANCE_GONE, objectionTo, situationsOf } from './item.ts';
import type { KeepRequest } from './params.ts';

/**
 * What speaks against keeping: instances of others. One that is gone is no reason to leave the rest to its expiry; the step
 * says at its end which it is.
 */
export async function validateKeep(request: KeepRequest, context: ValidationContext): Promise<Finding[]> {
  const { stepId, target } = request;
  try {
    const situations = await situationsOf(request, { aws: context.aws, target, signal: context.signal });
    return [...situations].flatMap(([id, situation]) => {
      const objection = objectionTo(id, situation, request);
      if (objection === undefined) return [];
      const { status: code, reason: message } = objection;
      const isGone = code === INSTANCE_GONE;
      const severity = isGone ? 'warning' : 'error';
      return [finding(stepId, { code, severity, absolute: !isGone, resource: id, message })];
    });
  } catch (error) {
    context.signal.throwIfAborted();
    return [unreadable(stepId, target, error)];
  }
}
