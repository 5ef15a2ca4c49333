import {
  finding,
  defineOperation,
  type Finding,
  type FollowUpStep,
  type ManualInstruction,
  type OperationContext,
  type StepTrace,
  type ValidationContext,
} from '@breakwater/core';
import { capturedBefore } from '../change/captured.ts';
import { changing, type ChangeStep } from '../change/change-step.ts';
import type { Subject } from '../change/change.ts';
import type { DatabaseAdapterOptions } from '../options.ts';
import { describeManagedInstance } from '../service/managed-instances.ts';
import { awsCli, quoted } from '../steps/cli.ts';
import { GROUP_FAILOVER } from '../steps/durations.ts';
import { examineEach, regionalOf, sayAbout } from '../steps/examine.ts';
import { resourcesToActOn } from '../steps/selection.ts';
import { groupFailover } from './group-failover.ts';
import { chosenReplica, GroupFailoverOutputs, GroupFailoverParams, type GroupFailoverRequest } from './params.ts';
import { failoverStatement, scriptOf, stateQuery } from './scripts.ts';

const NAME = 'failover-availability-group';

/** Fails a SQL Server Always On availability group over, through Systems Manager. */
export function groupFailoverOperation(options: DatabaseAdapterOptions) {
  const step: ChangeStep<GroupFailoverParams> = {
    options,
    subjects: subjectsOf,
    outputs: ([outcome], { params }) => ({
      availabilityGroup: params.availabilityGroup,
      primaryInstanceId: params.targetInstanceId,
      ...outcome?.facts,
    }),
    findings: (succeeded, request) =>
      succeeded.flatMap(({ facts }) => (facts?.['isForced'] === true ? [aftermath(request)] : [])),
  };
  return defineOperation({
    name: NAME,
    summary:
      'Make a replica of a SQL Server Always On availability group the primary; by force only when data loss is allowed',
    params: GroupFailoverParams,
    outputs: GroupFailoverOutputs,
    reversible: { until: 'it was forced: the old primary then has to be resynchronised by hand' },
    ...changing(step),
    inDrill: () => 'disruptive',
    selects: chosenReplica,
    validate,
    rollback: returning,
    failback: returning,
    runbook,
    estimate: () => GROUP_FAILOVER,
  });
}

const subjectsOf = (request: GroupFailoverRequest, context: OperationContext): readonly Subject[] =>
  resourcesToActOn(request).map(({ id, name }) => ({
    id,
    ...(name !== undefined && { name }),
    changes: [groupFailover({ where: regionalOf(request, context), request, clock: context.clock, key: context.key })],
  }));

/** Nothing is run on a server for a validation: whether the replica is synchronised, the step itself asks first. */
async function validate(request: GroupFailoverRequest, context: ValidationContext): Promise<Finding[]> {
  const { stepId, params, intent } = request;
  const found = await examineEach(request, context, async (resource, where) => {
    const say = sayAbout(request, resource);
    const instance = await describeManagedInstance(where, params.targetInstanceId);
    if (instance?.ping === 'Online') {
      return [say('info', 'group-unchecked', 'whether it is synchronised is asked first when the step runs')];
    }
    const how = instance === undefined ? 'is not known to Systems Manager' : `is ${instance.ping}`;
    return [
      say('error', 'agent-offline', `${params.targetInstanceId} ${how}: without its agent nothing can be run there`),
    ];
  });
  const message = 'the plan allows a forced failover, which can lose data; a planned one needs no allowDataLoss';
  return params.allowDataLoss === true && intent === 'planned'
    ? [...found, finding(stepId, { code: 'data-loss-not-needed', severity: 'warning', message })]
    : found;
}

const aftermath = ({ stepId, params }: GroupFailoverRequest): Finding =>
  finding(stepId, {
    code: 'after-forced-failover',
    severity: 'warning',
    message:
      `${params.availabilityGroup} was forced over: its other replicas are suspended until somebody has saved what only the old ` +
      'primary has and resumes them (ALTER DATABASE … SET HADR RESUME)',
  });

/** Back to where the primary was, when nothing was lost on the way here. */
function returning(request: GroupFailoverRequest, trace: StepTrace): FollowUpStep[] {
  return capturedBefore(trace).flatMap(([, { primaryInstanceId, primaryRegion, isForced }]) => {
    if (typeof primaryInstanceId !== 'string' || typeof primaryRegion !== 'string' || isForced === true) return [];
    const { allowDataLoss: _, maxLossSeconds: __, acceptLossSeconds: ___, ...params } = request.params;
    return [
      {
        operation: NAME,
        params: { ...params, targetInstanceId: primaryInstanceId },
        target: { ...request.target, region: primaryRegion },
        description: `make ${primaryInstanceId} the primary of ${params.availabilityGroup} again`,
      },
    ];
  });
}

function runbook(request: GroupFailoverRequest): ManualInstruction[] {
  const { target, params } = request;
  const { availabilityGroup, targetInstanceId, allowDataLoss } = params;
  const run = (sql: string) =>
    awsCli(
      target,
      `ssm send-command --document-name AWS-RunPowerShellScript --instance-ids ${targetInstanceId} ` +
        `--parameters ${quoted(JSON.stringify({ commands: scriptOf(sql, params) }))} --query Command.CommandId --output text`,
    );
  const result = awsCli(target, `ssm get-command-invocation --command-id COMMAND_ID --instance-id ${targetInstanceId}`);
  const forced =
    allowDataLoss === true
      ? [
          {
            text: 'Only if it is not synchronised, and what it lacks may be lost: force it.',
            commands: [run(failoverStatement(availabilityGroup, true)), result],
          },
        ]
      : [];
  return [
    ...resourcesToActOn(request).map(({ id }) => ({
      text: `${id}: read the state; each database must be SYNCHRONIZED and failover ready, the replica CONNECTED.`,
      commands: [run(stateQuery(availabilityGroup)), result],
    })),
    { text: 'Fail over without loss.', commands: [run(failoverStatement(availabilityGroup, false)), result] },
    ...forced,
    { text: 'Read the state again: its role must be PRIMARY.', commands: [run(stateQuery(availabilityGroup)), result] },
  ];
}
