import { FailoverGlobalClusterCommand } from '@aws-sdk/client-rds';
import { RDS_WRITES } from '@breakwater/aws';
import {
  finding,
  defineOperation,
  type Finding,
  type FollowUpStep,
  type ManualInstruction,
  type StepTrace,
  type ValidationContext,
} from '@breakwater/core';
import { capturedBefore } from '../change/captured.ts';
import { changing, type ChangeStep } from '../change/change-step.ts';
import type { Change, Subject } from '../change/change.ts';
import type { DatabaseAdapterOptions } from '../options.ts';
import { databaseArn } from '../service/arn.ts';
import { globalDatabaseLag } from '../service/lag.ts';
import type { Regional } from '../service/regional.ts';
import { awsCli } from '../steps/cli.ts';
import { GLOBAL_FAILOVER } from '../steps/durations.ts';
import { regionalOf } from '../steps/examine.ts';
import { lossFindings, lossOfLag, lossVerdict, type ExpectedLoss } from '../steps/loss.ts';
import { disruptiveUnlessCopies } from '../steps/selection.ts';
import { subjectsOfKind } from '../steps/subjects.ts';
import { chosenTarget, FailoverGlobalParams, GlobalOutputs, type FailoverGlobalRequest } from './params.ts';
import { globalOutputs, switchBack, validateRoleChange } from './common.ts';
import { primaryOf, readPicture, regionOf, roleChange, type RoleChange } from './role-change.ts';

/** Promotes a secondary cluster without the primary: what had not been copied yet is lost. */
export function failoverGlobalOperation(options: DatabaseAdapterOptions) {
  const step: ChangeStep<FailoverGlobalParams> = {
    options,
    subjects: subjectsOf,
    outputs: globalOutputs,
    findings: ({ length }, request) => (length === 0 ? [] : aftermath(request)),
  };
  return defineOperation({
    name: 'failover-global-cluster',
    summary:
      'Promote a secondary cluster of an Aurora global database without the primary; loses what was not copied yet',
    params: FailoverGlobalParams,
    outputs: GlobalOutputs,
    reversible: 'no',
    ...changing(step),
    inDrill: disruptiveUnlessCopies,
    selects: chosenTarget,
    validate,
    failback,
    runbook,
    estimate: () => GLOBAL_FAILOVER,
  });
}

const changeOf = ({ params }: FailoverGlobalRequest): RoleChange => ({
  globalClusterId: params.globalClusterId,
  targetArn: params.targetClusterArn,
  doneStatus: 'failed-over',
});

function subjectsOf(request: FailoverGlobalRequest, context: ValidationContext): readonly Subject[] {
  const where = regionalOf(request, context);
  return subjectsOfKind(request, ['cluster'], () => [
    roleChange(where, changeOf(request), {
      examine: async () => lossVerdict(await expectedLoss(request, where, context), request),
      send: sendFailover(request, where),
    }),
  ]);
}

/** In the Region of the secondary. Without AllowDataLoss it would be a switchover, which needs the primary. */
function sendFailover({ params }: FailoverGlobalRequest, { aws, target, signal }: Regional): Change['send'] {
  return async () => {
    const command = new FailoverGlobalClusterCommand({
      GlobalClusterIdentifier: params.globalClusterId,
      TargetDbClusterIdentifier: params.targetClusterArn,
      AllowDataLoss: true,
    });
    await aws.client(RDS_WRITES, target).send(command, { abortSignal: signal });
  };
}

/** A secondary that has to be resynchronised is behind by what nobody knows, whatever the metric says. */
async function expectedLoss(
  request: FailoverGlobalRequest,
  where: Regional,
  { clock }: ValidationContext,
): Promise<ExpectedLoss> {
  const { targetClusterArn } = request.params;
  const picture = await readPicture(where, changeOf(request));
  const global = 'kind' in picture ? undefined : picture.global;
  const member = global?.members.find(({ arn }) => arn === targetClusterArn);
  if (member?.synchronization === 'pending-resync') {
    return { kind: 'unknown', because: 'the secondary waits to be resynchronised (pending-resync)' };
  }
  const source = global && regionOf(primaryOf(global));
  return lossOfLag(await globalDatabaseLag(where, clock, databaseArn(targetClusterArn).name, source), clock);
}

async function validate(request: FailoverGlobalRequest, context: ValidationContext): Promise<Finding[]> {
  const where = regionalOf(request, context);
  const gentler =
    'it loses what was not copied yet: while the primary answers, switchover-global-cluster loses nothing';
  return [
    ...(request.intent === 'planned'
      ? [finding(request.stepId, { code: 'data-loss-not-needed', severity: 'warning', message: gentler })]
      : []),
    ...(await validateRoleChange(request, context, changeOf(request), subjectsOf(request, context), async (_, say) =>
      lossFindings(await expectedLoss(request, where, context), request, say),
    )),
  ];
}

function aftermath({ stepId, params }: FailoverGlobalRequest): Finding[] {
  const message =
    `${params.globalClusterId}: Aurora now rebuilds the other secondaries, which takes minutes to hours; the old primary may ` +
    'still take writes where it is reachable, so keep applications off it; when its Region returns, Aurora keeps a snapshot ' +
    'rds:unplanned-global-failover-… of it: copy it, it expires';
  return [finding(stepId, { code: 'after-global-failover', severity: 'info', message })];
}

/** Without loss, once the old primary is a secondary again. */
const failback = (request: FailoverGlobalRequest, trace: StepTrace): FollowUpStep[] =>
  capturedBefore(trace).flatMap(([, before]) => switchBack(request, before));

function runbook({ target, params }: FailoverGlobalRequest): ManualInstruction[] {
  const { globalClusterId, targetClusterArn, maxLossSeconds } = params;
  const cluster = databaseArn(targetClusterArn).name;
  return [
    {
      text: `Stop what writes to the primary, as far as it can be reached: fencing is best effort. Read how far ${targetClusterArn} is behind, in milliseconds; go on only with at most ${maxLossSeconds} s.`,
      commands: [
        awsCli(
          target,
          'cloudwatch get-metric-statistics --namespace AWS/RDS --metric-name AuroraGlobalDBRPOLag ' +
            `--dimensions Name=DBClusterIdentifier,Value=${cluster} --statistics Maximum --period 60 ` +
            '--start-time "$(date -u -d \'15 minutes ago\' +%FT%TZ)" --end-time "$(date -u +%FT%TZ)"',
        ),
      ],
    },
    {
      text: 'Promote it, in its own Region. Without --allow-data-loss this would wait for the primary.',
      commands: [
        awsCli(
          target,
          `rds failover-global-cluster --global-cluster-identifier ${globalClusterId} ` +
            `--target-db-cluster-identifier ${targetClusterArn} --allow-data-loss`,
        ),
      ],
    },
    {
      text: 'Wait until it is the writer and no FailoverState is left, then until the cluster is available.',
      commands: [
        awsCli(
          target,
          `rds describe-global-clusters --global-cluster-identifier ${globalClusterId} ` +
            "--query 'GlobalClusters[0].[Status,FailoverState,GlobalClusterMembers[].[DBClusterArn,IsWriter]]'",
        ),
        awsCli(
          target,
          `rds describe-db-clusters --db-cluster-identifier ${cluster} --query 'DBClusters[0].[Status,Endpoint]'`,
        ),
      ],
    },
    {
      text:
        'Should it be refused because the engine versions differ: detach the cluster instead, which promotes it at once; the ' +
        'global database then has to be built anew.',
      commands: [
        awsCli(
          target,
          `rds remove-from-global-cluster --global-cluster-identifier ${globalClusterId} --db-cluster-identifier ${targetClusterArn}`,
        ),
      ],
    },
  ];
}
