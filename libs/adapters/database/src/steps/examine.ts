import { finding, type Finding, type OperationRequest, type ValidationContext } from '@breakwater/core';
import type { Regional } from '../service/regional.ts';
import { mapParallel } from '../service/parallel.ts';
import { unreadable } from './findings.ts';
import { resourcesToActOn } from './selection.ts';

export const regionalOf = (
  { target }: Pick<OperationRequest<unknown>, 'target'>,
  { aws, signal }: Pick<ValidationContext, 'aws' | 'signal'>,
): Regional => ({ aws, target, signal });

type Resource = OperationRequest<unknown>['resources'][number];

/** What validation finds about each database of a step; that AWS cannot be asked is a finding, too. */
export async function examineEach(
  request: OperationRequest<unknown>,
  context: ValidationContext,
  examine: (resource: Resource, where: Regional) => Promise<readonly Finding[]>,
): Promise<Finding[]> {
  const where = regionalOf(request, context);
  const resources = resourcesToActOn(request);
  if (resources.length === 0) {
    const message = 'no database matches: correct the ids or the tags of the selection';
    return [finding(request.stepId, { code: 'no-databases', severity: 'error', message })];
  }
  try {
    return (await mapParallel(resources, (resource) => examine(resource, where))).flat();
  } catch (error) {
    context.signal.throwIfAborted();
    return [unreadable(request.stepId, request.target, error)];
  }
}

/** A finding about one database of a step. */
export type Say = (severity: Finding['severity'], code: string, message: string) => Finding;

export const sayAbout =
  ({ stepId }: Pick<OperationRequest<unknown>, 'stepId'>, { id, name }: Resource): Say =>
  (severity, code, message) =>
    finding(stepId, { severity, code, resource: id, message: `${name ?? id}: ${message}` });
