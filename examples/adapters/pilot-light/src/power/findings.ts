import type { Finding, ValidationContext } from '@breakwater/core';
import { byIds, describeInstances } from '../ec2.ts';
import { DIRECTIONS, type Direction } from './direction.ts';
import { idsOf, type PowerRequest } from './params.ts';

/** What stands in the way, and what is so already. Read only. */
export async function findingsOf(
  direction: Direction,
  request: PowerRequest,
  context: ValidationContext,
): Promise<readonly Finding[]> {
  const { wanted } = DIRECTIONS[direction];
  const found = await describeInstances({ ...context, target: request.target }, byIds(idsOf(request)));
  const states = new Map(found.map(({ id, state }) => [id, state]));
  const about = (resource: string, code: string, severity: Finding['severity'], message: string): Finding => ({
    ...{ id: `${code}:${resource}`, code, severity, message, resource },
    ...{ absolute: severity === 'error', stepId: request.stepId },
  });
  return idsOf(request).flatMap((id) => {
    const state = states.get(id) ?? 'terminated';
    if (state === 'terminated' || state === 'shutting-down') {
      return [about(id, 'instance-gone', 'error', `instance ${id} is gone: take it out of the plan or replace it`)];
    }
    return state === wanted ? [about(id, 'instance-there', 'info', `instance ${id} is ${state} already`)] : [];
  });
}
