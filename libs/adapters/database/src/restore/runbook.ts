import type { ManualInstruction } from '@breakwater/core';
import { databaseArn } from '../service/arn.ts';
import { awsCli, tagsArgument } from '../steps/cli.ts';
import { resourcesToActOn } from '../steps/selection.ts';
import { ownTags } from '../tags.ts';
import type { RestoreRequest } from './params.ts';
import { restoreAt } from './settings.ts';
import { instanceIdOf, targetIdOf } from './target-id.ts';

/** How a person restores the step's databases by hand. */
export function restoreRunbook(request: RestoreRequest): ManualInstruction[] {
  return resourcesToActOn(request).flatMap(({ id, name }) => {
    const source = databaseArn(id);
    const targetId = targetIdOf(request, name ?? source.name);
    return source.kind === 'cluster'
      ? clusterInstructions(request, id, source.name, targetId)
      : instanceInstructions(request, id, source.kind === 'auto-backup' ? undefined : source.name, targetId);
  });
}

const shared = (request: RestoreRequest): string => {
  const { subnetGroup, securityGroupIds } = request.params;
  return (
    (subnetGroup === undefined ? '' : ` --db-subnet-group-name ${subnetGroup}`) +
    (securityGroupIds === undefined ? '' : ` --vpc-security-group-ids ${securityGroupIds.join(' ')}`) +
    ` --no-deletion-protection --tags ${tagsArgument(ownTags(request, {}))}`
  );
};

function timeArgument(request: RestoreRequest, option: string): string {
  const at = restoreAt(request);
  return at === undefined ? '--use-latest-restorable-time' : `${option} ${at.toISOString()}`;
}

function instanceInstructions(
  request: RestoreRequest,
  arn: string,
  sourceId: string | undefined,
  targetId: string,
): ManualInstruction[] {
  const { target, params } = request;
  const from =
    sourceId === undefined
      ? `--source-db-instance-automated-backups-arn ${arn}`
      : `--source-db-instance-identifier ${sourceId}`;
  const settings =
    (params.instanceClass === undefined ? '' : ` --db-instance-class ${params.instanceClass}`) +
    (params.parameterGroup === undefined ? '' : ` --db-parameter-group-name ${params.parameterGroup}`) +
    (params.multiAz === true ? ' --multi-az' : ' --no-multi-az');
  return [
    {
      text: `${arn}: restore it to ${targetId}. What is not given becomes the account's default, not the source's.`,
      commands: [
        awsCli(
          target,
          `rds restore-db-instance-to-point-in-time ${from} --target-db-instance-identifier ${targetId} ` +
            `${timeArgument(request, '--restore-time')}${settings} --no-publicly-accessible${shared(request)}`,
        ),
      ],
    },
    { text: 'Wait until it is available and has an endpoint.', commands: [describeInstance(request, targetId)] },
  ];
}

function clusterInstructions(
  request: RestoreRequest,
  arn: string,
  sourceId: string,
  targetId: string,
): ManualInstruction[] {
  const { target, params } = request;
  const group =
    params.parameterGroup === undefined ? '' : ` --db-cluster-parameter-group-name ${params.parameterGroup}`;
  const instanceId = instanceIdOf(targetId);
  const describe = awsCli(
    target,
    `rds describe-db-clusters --db-cluster-identifier ${targetId} --query 'DBClusters[0].[Status,Engine,Endpoint]' --output text`,
  );
  return [
    {
      text: `${arn}: restore it to ${targetId}.`,
      commands: [
        awsCli(
          target,
          `rds restore-db-cluster-to-point-in-time --source-db-cluster-identifier ${sourceId} ` +
            `--db-cluster-identifier ${targetId} --restore-type ${params.copyOnWrite === true ? 'copy-on-write' : 'full-copy'} ` +
            `${timeArgument(request, '--restore-to-time')}${group}${shared(request)}`,
        ),
      ],
    },
    { text: 'Wait until it is available, and note its engine.', commands: [describe] },
    {
      text: "A restored cluster has no instance: add one, with the engine that was noted and the class of the source's writer.",
      commands: [
        awsCli(
          target,
          `rds create-db-instance --db-instance-identifier ${instanceId} --db-cluster-identifier ${targetId} ` +
            `--engine ENGINE --db-instance-class ${params.instanceClass ?? 'CLASS'} --no-publicly-accessible ` +
            `--tags ${tagsArgument(ownTags(request, {}))}`,
        ),
      ],
    },
    { text: 'Wait until it is available.', commands: [describeInstance(request, instanceId)] },
  ];
}

const describeInstance = ({ target }: RestoreRequest, id: string): string =>
  awsCli(
    target,
    `rds describe-db-instances --db-instance-identifier ${id} --query 'DBInstances[0].[DBInstanceStatus,Endpoint]'`,
  );
