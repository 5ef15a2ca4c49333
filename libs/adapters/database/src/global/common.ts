import {
  finding,
  type Finding,
  type FollowUpStep,
  type JsonObject,
  type OperationRequest,
  type ResourceOutcome,
  type ValidationContext,
} from '@breakwater/core';
import type { Subject } from '../change/change.ts';
import { databaseArn, parseDatabaseArn, placeOf } from '../service/arn.ts';
import { regionalOf, type Say } from '../steps/examine.ts';
import { validateChanges } from '../steps/validate-changes.ts';
import type { SwitchoverGlobalParams } from './params.ts';
import { isSameVersion, readPicture, type RoleChange } from './role-change.ts';

type GlobalRequest = OperationRequest<SwitchoverGlobalParams>;

export const globalOutputs = ([outcome]: readonly ResourceOutcome[], { params }: GlobalRequest): JsonObject => ({
  globalClusterId: params.globalClusterId,
  ...outcome?.facts,
});

/** What both ways of moving the primary role are checked for, and what only one of them is. */
export async function validateRoleChange(
  request: GlobalRequest,
  context: ValidationContext,
  change: RoleChange,
  subjects: readonly Subject[],
  more: (resourceId: string, say: Say) => Promise<readonly Finding[]>,
): Promise<Finding[]> {
  const elsewhere = targetElsewhere(request);
  if (elsewhere.length > 0) return elsewhere;
  const where = regionalOf(request, context);
  return validateChanges(request, context, subjects, async (id, say) => {
    const picture = await readPicture(where, change);
    return [
      ...('kind' in picture ? [] : versionFindings(picture.global.engineVersion, picture.cluster.engineVersion, say)),
      ...(await more(id, say)),
    ];
  });
}

/** The cluster that is to become the primary is where the step's target is, or the plan is wrong. */
function targetElsewhere({ stepId, target, params }: GlobalRequest): Finding[] {
  const arn = parseDatabaseArn(params.targetClusterArn);
  if (arn === undefined || (arn.account === target.account && arn.region === target.region)) return [];
  const message = `${params.targetClusterArn} is not in the step's target, account ${target.account}, ${target.region}: correct one of them`;
  return [finding(stepId, { code: 'target-elsewhere', severity: 'error', absolute: true, message })];
}

function versionFindings(globalVersion: string | undefined, version: string, say: Say): Finding[] {
  if (isSameVersion(globalVersion, version)) return [];
  const message =
    `its engine version is ${version}, the primary's ${globalVersion ?? ''}: AWS refuses the change of role. Upgrade it; in an ` +
    'emergency, detaching it from the global database promotes it at once';
  return [say('error', 'engine-version-differs', message)];
}

/** The way back to the cluster that was the primary before, in its own Region. */
export function switchBack({ params }: GlobalRequest, { primary }: JsonObject): FollowUpStep[] {
  if (typeof primary !== 'string' || primary === params.targetClusterArn) return [];
  return [
    {
      operation: 'switchover-global-cluster',
      params: { globalClusterId: params.globalClusterId, targetClusterArn: primary },
      target: placeOf(databaseArn(primary)),
      description: `make ${primary} the primary of ${params.globalClusterId} again, once it is a connected secondary`,
    },
  ];
}
