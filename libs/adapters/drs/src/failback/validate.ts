import { finding, type Finding, type ValidationContext } from '@breakwater/core';
import type { EndedItem } from '../batches/step-ledger.ts';
import type { Origins } from '../recover/origin.ts';
import { isDrill } from '../recover/params.ts';
import { validateRecover } from '../recover/validate.ts';
import type { Regional } from '../service/regional.ts';
import { unreadable } from '../steps/findings.ts';
import type { FailbackRequest } from './params.ts';
import { launchRequest, NOT_REVERSED, serversMeant } from './reversed.ts';

/** What speaks against returning now, or for care. */
export async function validateFailback(
  request: FailbackRequest,
  origins: Origins,
  context: ValidationContext,
): Promise<Finding[]> {
  const where: Regional = { aws: context.aws, target: request.target, signal: context.signal };
  try {
    const { servers, refused } = await serversMeant(request, where);
    const findings = refused.map((entry) => refusalFinding(request, entry));
    if (servers.length === 0) return findings;
    const launch = launchRequest(request, servers);
    return [...findings, ...(await validateRecover(launch, origins, context)), ...quiesceFirst(request)];
  } catch (error) {
    context.signal.throwIfAborted();
    return [unreadable(request.stepId, request.target, error)];
  }
}

/** A step before this one may reverse a replication yet, so that is a warning: the launch itself needs every server. */
function refusalFinding({ stepId }: FailbackRequest, { item, status, reason }: EndedItem): Finding {
  const isEarly = status === NOT_REVERSED;
  return finding(stepId, {
    code: status,
    severity: isEarly ? 'warning' : 'error',
    absolute: !isEarly,
    resource: item,
    message: reason,
  });
}

function quiesceFirst(request: FailbackRequest): Finding[] {
  if (isDrill(request)) return [];
  const message =
    'what the recovery instances write after the launch is not in the launched servers: stop their writes before this step';
  return [finding(request.stepId, { code: 'quiesce-first', severity: 'warning', message })];
}
