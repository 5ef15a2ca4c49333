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
import type { Subject } from '../change/change.ts';
import { changing, type ChangeStep } from '../change/change-step.ts';
import type { DatabaseAdapterOptions } from '../options.ts';
import { databaseArn } from '../service/arn.ts';
import { awsCli } from '../steps/cli.ts';
import { controlPlaneInOrigin } from '../steps/control-plane.ts';
import { CLUSTER_FAILOVER } from '../steps/durations.ts';
import { regionalOf } from '../steps/examine.ts';
import { chosenDatabases, disruptiveUnlessCopies, resourcesToActOn } from '../steps/selection.ts';
import { subjectsOfKind } from '../steps/subjects.ts';
import { validateChanges } from '../steps/validate-changes.ts';
import { clusterFailover } from './change.ts';
import { FailoverClusterOutputs, FailoverClusterParams, type FailoverClusterRequest } from './params.ts';

const NAME = 'failover-cluster';

/** Moves the writer of Aurora and Multi-AZ DB clusters to another zone of the same Region. */
export function failoverClusterOperation(options: DatabaseAdapterOptions) {
  const step: ChangeStep<FailoverClusterParams> = {
    options,
    subjects: (request, context) => subjectsOf(request, context),
    outputs: (succeeded) => ({
      clusters: succeeded.map(({ facts }) => {
        const { previousWriter: _, ...cluster } = facts ?? {};
        return cluster;
      }),
    }),
  };
  return defineOperation({
    name: NAME,
    summary: 'Move the writer of Aurora or Multi-AZ DB clusters to another instance of the same Region; loses no data',
    params: FailoverClusterParams,
    outputs: FailoverClusterOutputs,
    reversible: 'yes',
    ...changing(step),
    inDrill: disruptiveUnlessCopies,
    selects: chosenDatabases,
    validate,
    rollback,
    runbook,
    estimate: () => CLUSTER_FAILOVER,
  });
}

function subjectsOf(request: FailoverClusterRequest, context: ValidationContext): readonly Subject[] {
  const where = regionalOf(request, context);
  return subjectsOfKind(request, ['cluster'], ({ name }) => [
    clusterFailover(where, name, request.params.targetInstanceId),
  ]);
}

async function validate(request: FailoverClusterRequest, context: ValidationContext): Promise<Finding[]> {
  const instead = 'promote what is in the recovery Region, with failover-global-cluster or promote-read-replica';
  return [
    ...targetFindings(request),
    ...controlPlaneInOrigin(request, instead),
    ...(await validateChanges(request, context, subjectsOf(request, context))),
  ];
}

function targetFindings({ stepId, params, resources }: FailoverClusterRequest): Finding[] {
  if (params.targetInstanceId === undefined || resources.length < 2) return [];
  const message = `targetInstanceId names a reader of one cluster, and the step has ${resources.length}: leave it out, or name one cluster`;
  return [finding(stepId, { code: 'target-of-many', severity: 'error', absolute: true, message })];
}

function rollback({ target }: FailoverClusterRequest, trace: StepTrace): FollowUpStep[] {
  return capturedBefore(trace).flatMap(([arn, { writer }]) => {
    const clusterId = databaseArn(arn).name;
    if (typeof writer !== 'string') return [];
    const params = { clusterIds: [clusterId], targetInstanceId: writer };
    return [{ operation: NAME, params, target, description: `give ${clusterId} its writer ${writer} back` }];
  });
}

function runbook(request: FailoverClusterRequest): ManualInstruction[] {
  const { target, params } = request;
  const to = params.targetInstanceId === undefined ? '' : ` --target-db-instance-identifier ${params.targetInstanceId}`;
  return resourcesToActOn(request).flatMap(({ id }) => {
    const cluster = databaseArn(id).name;
    const describe = awsCli(
      target,
      `rds describe-db-clusters --db-cluster-identifier ${cluster} ` +
        "--query 'DBClusters[0].[Status,DBClusterMembers[].[DBInstanceIdentifier,IsClusterWriter]]'",
    );
    return [
      { text: `${id}: note the writer; it must have a reader and be available.`, commands: [describe] },
      {
        text: 'Fail over, once: repeating the command moves the writer once more.',
        commands: [awsCli(target, `rds failover-db-cluster --db-cluster-identifier ${cluster}${to}`)],
      },
      { text: 'Wait until another instance is the writer and the cluster is available.', commands: [describe] },
    ];
  });
}
