import { SwitchoverGlobalClusterCommand } from '@aws-sdk/client-rds';
import { errorText, faultOf, RDS_WRITES } from '@breakwater/aws';
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
import { refuse, type Change, type Subject, type Verdict } from '../change/change.ts';
import type { DatabaseAdapterOptions } from '../options.ts';
import { databaseArn, placeOf } from '../service/arn.ts';
import { describeCluster } from '../service/clusters.ts';
import { globalDatabaseLag } from '../service/lag.ts';
import type { Regional } from '../service/regional.ts';
import { conditionOf, statusText } from '../service/statuses.ts';
import { awsCli } from '../steps/cli.ts';
import { controlPlaneInOrigin } from '../steps/control-plane.ts';
import { GLOBAL_SWITCHOVER } from '../steps/durations.ts';
import { regionalOf, type Say } from '../steps/examine.ts';
import { disruptiveUnlessCopies } from '../steps/selection.ts';
import { subjectsOfKind } from '../steps/subjects.ts';
import { globalOutputs, switchBack, validateRoleChange } from './common.ts';
import { chosenTarget, GlobalOutputs, SwitchoverGlobalParams, type SwitchoverGlobalRequest } from './params.ts';
import { primaryOf, readPicture, roleChange, type RoleChange } from './role-change.ts';

/** Swaps primary and secondary of a healthy global database, losing nothing. */
export function switchoverGlobalOperation(options: DatabaseAdapterOptions) {
  const step: ChangeStep<SwitchoverGlobalParams> = { options, subjects: subjectsOf, outputs: globalOutputs };
  return defineOperation({
    name: 'switchover-global-cluster',
    summary:
      'Make a secondary cluster of a healthy Aurora global database the primary; loses nothing, needs both Regions',
    params: SwitchoverGlobalParams,
    outputs: GlobalOutputs,
    reversible: 'yes',
    ...changing(step),
    inDrill: disruptiveUnlessCopies,
    selects: chosenTarget,
    validate,
    rollback: returning,
    failback: returning,
    runbook,
    estimate: () => GLOBAL_SWITCHOVER,
  });
}

const changeOf = ({ params }: SwitchoverGlobalRequest): RoleChange => ({
  globalClusterId: params.globalClusterId,
  targetArn: params.targetClusterArn,
  doneStatus: 'switched-over',
});

function subjectsOf(request: SwitchoverGlobalRequest, context: ValidationContext): readonly Subject[] {
  const where = regionalOf(request, context);
  return subjectsOfKind(request, ['cluster'], () => [
    roleChange(where, changeOf(request), {
      examine: () => examinePrimary(request, where),
      send: sendSwitchover(request, where),
    }),
  ]);
}

/** In the Region of the present primary. */
function sendSwitchover(request: SwitchoverGlobalRequest, where: Regional): Change['send'] {
  const { globalClusterId, targetClusterArn } = request.params;
  return async () => {
    const target = await primaryPlace(request, where);
    const command = new SwitchoverGlobalClusterCommand({
      GlobalClusterIdentifier: globalClusterId,
      TargetDbClusterIdentifier: targetClusterArn,
    });
    await where.aws.client(RDS_WRITES, target).send(command, { abortSignal: where.signal });
  };
}

async function primaryPlace(request: SwitchoverGlobalRequest, where: Regional): Promise<Regional['target']> {
  const picture = await readPicture(where, changeOf(request));
  const primary = 'kind' in picture ? undefined : primaryOf(picture.global);
  return primary === undefined ? where.target : placeOf(databaseArn(primary));
}

/** A switchover needs a primary that answers and is available, and a secondary that is connected to it. */
async function examinePrimary(request: SwitchoverGlobalRequest, where: Regional): Promise<Verdict> {
  const picture = await readPicture(where, changeOf(request));
  if ('kind' in picture) return refuse(picture.failure.code, picture.failure.message);
  const primary = primaryOf(picture.global);
  if (primary === undefined)
    return refuse('no-primary', `${picture.global.id} has no primary: use failover-global-cluster`);
  const arn = databaseArn(primary);
  try {
    const cluster = await describeCluster({ ...where, target: placeOf(arn) }, arn.name);
    const status = cluster?.status ?? 'missing';
    if (conditionOf(status) === 'available') return { kind: 'go' };
    return { kind: 'wait', obstacle: `the primary ${primary} is ${statusText(status)}` };
  } catch (error) {
    where.signal.throwIfAborted();
    if (faultOf(error) !== 'unanswered') throw error;
    return refuse('primary-unreachable', unreachable(primary, errorText(error)), true);
  }
}

const unreachable = (primary: string, reason: string): string =>
  `the primary ${primary} does not answer (${reason}), and a switchover needs it: use failover-global-cluster, which may lose data`;

async function validate(request: SwitchoverGlobalRequest, context: ValidationContext): Promise<Finding[]> {
  const where = regionalOf(request, context);
  const found = await validateRoleChange(
    request,
    context,
    changeOf(request),
    subjectsOf(request, context),
    async (_, say) => {
      const verdict = await examinePrimary(request, where);
      const lag = await lagFindings(request, where, context, say);
      switch (verdict.kind) {
        case 'go':
          return lag;
        case 'wait':
          return [...lag, say('warning', 'database-busy', verdict.obstacle)];
        case 'refuse':
          return [...lag, say('error', verdict.failure.code, verdict.failure.message)];
      }
    },
  );
  const primaryRegion = await regionOfPrimary(request, context);
  const instead = 'use failover-global-cluster, which is called in the Region of the secondary and may lose data';
  return [...found, ...controlPlaneInOrigin(request, instead, primaryRegion ?? request.originRegion)];
}

/** `undefined` while nothing can be read; the other findings say so. */
async function regionOfPrimary(
  request: SwitchoverGlobalRequest,
  context: ValidationContext,
): Promise<string | undefined> {
  try {
    return (await primaryPlace(request, regionalOf(request, context))).region;
  } catch {
    context.signal.throwIfAborted();
    return undefined;
  }
}

/** A switchover waits until the secondary has caught up: a lag costs time, not data. */
async function lagFindings(
  { params, objectives }: SwitchoverGlobalRequest,
  where: Regional,
  { clock }: ValidationContext,
  say: Say,
): Promise<Finding[]> {
  const lag = await globalDatabaseLag(where, clock, databaseArn(params.targetClusterArn).name, undefined);
  if (lag === undefined || lag.seconds <= objectives.rpoMinutes * 60) return [];
  return [
    say(
      'warning',
      'switchover-slow',
      `replication is ${Math.round(lag.seconds)} s behind; the switchover waits until it has caught up`,
    ),
  ];
}

const returning = (request: SwitchoverGlobalRequest, trace: StepTrace): FollowUpStep[] =>
  capturedBefore(trace).flatMap(([, before]) => switchBack(request, before));

function runbook({ target, params, originRegion }: SwitchoverGlobalRequest): ManualInstruction[] {
  const { globalClusterId, targetClusterArn } = params;
  const describe = awsCli(
    target,
    `rds describe-global-clusters --global-cluster-identifier ${globalClusterId} ` +
      "--query 'GlobalClusters[0].[Status,FailoverState,GlobalClusterMembers[].[DBClusterArn,IsWriter,SynchronizationStatus]]'",
  );
  return [
    { text: `Read which member is the writer; ${targetClusterArn} must be connected.`, commands: [describe] },
    {
      text: 'Switch over. This is called in the Region of the present writer; correct --region when it is another.',
      commands: [
        awsCli(
          { region: originRegion },
          `rds switchover-global-cluster --global-cluster-identifier ${globalClusterId} ` +
            `--target-db-cluster-identifier ${targetClusterArn}`,
        ),
      ],
    },
    { text: 'Wait until it is the writer and no FailoverState is left.', commands: [describe] },
  ];
}
