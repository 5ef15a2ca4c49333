import {
  finding,
  defineOperation,
  type Finding,
  type JsonObject,
  type ManualInstruction,
  type ResourceOutcome,
  type ValidationContext,
} from '@breakwater/core';
import { changing, type ChangeStep } from '../change/change-step.ts';
import type { Subject } from '../change/change.ts';
import type { DatabaseAdapterOptions } from '../options.ts';
import { databaseArn } from '../service/arn.ts';
import { awsCli } from '../steps/cli.ts';
import { PROMOTION } from '../steps/durations.ts';
import { regionalOf } from '../steps/examine.ts';
import { lossFindings, lossLimit } from '../steps/loss.ts';
import { chosenDatabases, disruptiveUnlessCopies, resourcesToActOn } from '../steps/selection.ts';
import { subjectsOfKind } from '../steps/subjects.ts';
import { validateChanges } from '../steps/validate-changes.ts';
import { expectedPromotionLoss, promotion, type PromotionContext } from './change.ts';
import { PromoteOutputs, PromoteParams, type PromoteRequest } from './params.ts';

/** Promotes read replicas, instances and clusters, of another Region or this one. */
export function promoteOperation(options: DatabaseAdapterOptions) {
  const step: ChangeStep<PromoteParams> = {
    options,
    subjects: subjectsOf,
    outputs: (succeeded) => ({ databases: succeeded.map(({ facts = {} }) => promoted(facts)) }),
    findings: (succeeded, request) => succeeded.flatMap((outcome) => leftBare(outcome, request)),
  };
  return defineOperation({
    name: 'promote-read-replica',
    summary: 'Make read replicas stand alone as writers; loses what they have not received yet',
    params: PromoteParams,
    outputs: PromoteOutputs,
    reversible: 'no',
    ...changing(step),
    inDrill: disruptiveUnlessCopies,
    selects: chosenDatabases,
    validate,
    runbook,
    estimate: () => PROMOTION,
  });
}

const promotionContext = (request: PromoteRequest, context: ValidationContext, source: unknown): PromotionContext => ({
  where: regionalOf(request, context),
  clock: context.clock,
  request,
  sourceAtPreflight: typeof source === 'string' ? source : undefined,
});

const subjectsOf = (request: PromoteRequest, context: ValidationContext): readonly Subject[] =>
  subjectsOfKind(request, ['db', 'cluster'], (arn, { facts }) => [
    promotion(arn, promotionContext(request, context, facts?.['replicaOf'])),
  ]);

const validate = (request: PromoteRequest, context: ValidationContext): Promise<Finding[]> =>
  validateChanges(request, context, subjectsOf(request, context), async (id, say) => {
    const loss = await expectedPromotionLoss(databaseArn(id), promotionContext(request, context, undefined));
    return lossFindings(loss, request, say);
  });

const promoted = ({ arn, id, endpoint, port, previousSource }: JsonObject): JsonObject => ({
  arn,
  id,
  endpoint,
  port,
  previousSource,
});

/** A replica has neither a standby nor backups unless somebody gave it both. */
function leftBare({ id, name = id, facts = {} }: ResourceOutcome, { stepId }: PromoteRequest): Finding[] {
  const lacks = [
    ...(facts['isMultiAz'] === false ? ['a standby in another zone'] : []),
    ...(facts['backupRetentionDays'] === 0 ? ['automated backups'] : []),
  ];
  if (lacks.length === 0) return [];
  const message = `${name} is promoted without ${lacks.join(' and ')}: give it what production needs`;
  return [finding(stepId, { code: 'promoted-bare', severity: 'warning', resource: id, message })];
}

function runbook(request: PromoteRequest): ManualInstruction[] {
  const { target, params } = request;
  const days =
    params.backupRetentionDays === undefined ? '' : ` --backup-retention-period ${params.backupRetentionDays}`;
  return resourcesToActOn(request).flatMap(({ id }) => {
    const { kind, name } = databaseArn(id);
    const [describe, promote] =
      kind === 'cluster'
        ? [
            `rds describe-db-clusters --db-cluster-identifier ${name} --query 'DBClusters[0].[Status,ReplicationSourceIdentifier,Endpoint]'`,
            `rds promote-read-replica-db-cluster --db-cluster-identifier ${name}`,
          ]
        : [
            `rds describe-db-instances --db-instance-identifier ${name} --query 'DBInstances[0].[DBInstanceStatus,ReadReplicaSourceDBInstanceIdentifier,Endpoint.Address]'`,
            `rds promote-read-replica --db-instance-identifier ${name}${days}`,
          ];
    return [
      {
        text: `${id}: stop what writes to its source. Its lag (CloudWatch ReplicaLag, AuroraBinlogReplicaLag) must be at most ${lossLimit(request).seconds} s, and its status available.`,
        commands: [awsCli(target, describe)],
      },
      { text: 'Promote it; this cannot be taken back.', commands: [awsCli(target, promote)] },
      { text: 'Wait until it is available and has no source any more.', commands: [awsCli(target, describe)] },
    ];
  });
}
