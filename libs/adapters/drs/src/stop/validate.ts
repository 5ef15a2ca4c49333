import { finding, type Finding, type ValidationContext } from '@breakwater/core';
import { isReversed } from '../service/reversed-servers.ts';
import { unreadable } from '../steps/findings.ts';
import { isStopped, objectionTo, serversOfItems } from './item.ts';
import { itemsToStop, type StopRequest } from './params.ts';

/** What speaks against stopping: servers that protect production, and what is not there. */
export async function validateStop(request: StopRequest, context: ValidationContext): Promise<Finding[]> {
  const { stepId, target } = request;
  try {
    const servers = await serversOfItems(request, { aws: context.aws, target, signal: context.signal });
    const unfit = itemsToStop(request).flatMap((item) => {
      const objection = objectionTo(item, request, servers.get(item));
      if (objection === undefined) return [];
      const { status: code, reason: message } = objection;
      // A step before this one may reverse the replication yet.
      const isEarly = code === 'not-reversed';
      const severity = isEarly ? 'warning' : 'error';
      return [finding(stepId, { code, severity, absolute: code === 'protects-production', resource: item, message })];
    });
    const protecting = [...servers.values()].filter((server) => !isReversed(server) && !isStopped(server));
    if (request.params.includeProtected !== true || protecting.length === 0) return unfit;
    const message = `stopping deletes every recovery point of ${protecting.length} servers that protect production`;
    return [...unfit, finding(stepId, { code: 'recovery-points-deleted', severity: 'warning', message })];
  } catch (error) {
    context.signal.throwIfAborted();
    return [unreadable(stepId, target, error)];
  }
}
