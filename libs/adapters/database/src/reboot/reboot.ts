import {
  defineOperation,
  type Finding,
  type FollowUpStep,
  type ManualInstruction,
  type StepTrace,
  type ValidationContext,
} from '@breakwater/core';
import { capturedBefore } from '../change/captured.ts';
import { changing, type ChangeStep } from '../change/change-step.ts';
import type { Subject } from '../change/change.ts';
import type { DatabaseAdapterOptions } from '../options.ts';
import { databaseArn } from '../service/arn.ts';
import { awsCli } from '../steps/cli.ts';
import { controlPlaneInOrigin } from '../steps/control-plane.ts';
import { FORCED_REBOOT } from '../steps/durations.ts';
import { regionalOf } from '../steps/examine.ts';
import { chosenDatabases, disruptiveUnlessCopies, resourcesToActOn } from '../steps/selection.ts';
import { subjectsOfKind } from '../steps/subjects.ts';
import { validateChanges } from '../steps/validate-changes.ts';
import { forcedReboot } from './change.ts';
import { RebootOutputs, RebootParams, type RebootRequest } from './params.ts';

const NAME = 'reboot-with-failover';

/** Moves Multi-AZ instances to their standby. */
export function rebootOperation(options: DatabaseAdapterOptions) {
  const step: ChangeStep<RebootParams> = {
    options,
    subjects: subjectsOf,
    outputs: (succeeded) => ({
      instances: succeeded.map(({ facts }) => {
        const { previousZone: _, ...instance } = facts ?? {};
        return instance;
      }),
    }),
  };
  return defineOperation({
    name: NAME,
    summary: 'Reboot Multi-AZ DB instances on their standby in another zone; loses no data',
    params: RebootParams,
    outputs: RebootOutputs,
    reversible: 'yes',
    ...changing(step),
    inDrill: disruptiveUnlessCopies,
    selects: chosenDatabases,
    validate,
    rollback,
    runbook,
    estimate: () => FORCED_REBOOT,
  });
}

function subjectsOf(request: RebootRequest, context: ValidationContext): readonly Subject[] {
  const where = regionalOf(request, context);
  return subjectsOfKind(request, ['db'], ({ name }) => [forcedReboot(where, name, request.params.toZone)]);
}

async function validate(request: RebootRequest, context: ValidationContext): Promise<Finding[]> {
  const instead = 'promote-read-replica or restore-to-point-in-time in the recovery Region do without it';
  return [
    ...controlPlaneInOrigin(request, instead),
    ...(await validateChanges(request, context, subjectsOf(request, context))),
  ];
}

function rollback({ target }: RebootRequest, trace: StepTrace): FollowUpStep[] {
  return capturedBefore(trace).flatMap(([arn, { zone }]) => {
    const instanceId = databaseArn(arn).name;
    if (typeof zone !== 'string') return [];
    const params = { instanceIds: [instanceId], toZone: zone };
    return [{ operation: NAME, params, target, description: `let ${instanceId} run in ${zone} again` }];
  });
}

function runbook(request: RebootRequest): ManualInstruction[] {
  const { target } = request;
  return resourcesToActOn(request).flatMap(({ id }) => {
    const { name } = databaseArn(id);
    const describe = awsCli(
      target,
      `rds describe-db-instances --db-instance-identifier ${name} ` +
        "--query 'DBInstances[0].[DBInstanceStatus,MultiAZ,AvailabilityZone,SecondaryAvailabilityZone]'",
    );
    return [
      { text: `${id}: it must be available and Multi-AZ; note its zone.`, commands: [describe] },
      {
        text: 'Reboot it on its standby, once.',
        commands: [awsCli(target, `rds reboot-db-instance --db-instance-identifier ${name} --force-failover`)],
      },
      { text: 'Wait until it is available in the other zone.', commands: [describe] },
    ];
  });
}
