import { defineOperation, type Finding, type ManualInstruction, type ValidationContext } from '@breakwater/core';
import { changing, type ChangeStep } from '../change/change-step.ts';
import type { Subject } from '../change/change.ts';
import type { DatabaseAdapterOptions } from '../options.ts';
import { databaseArn } from '../service/arn.ts';
import { awsCli } from '../steps/cli.ts';
import { DELETION } from '../steps/durations.ts';
import { regionalOf } from '../steps/examine.ts';
import { subjectsOfKind } from '../steps/subjects.ts';
import { validateChanges } from '../steps/validate-changes.ts';
import { EXECUTION_TAG } from '../tags.ts';
import { deleteCluster, deleteInstance, deleteMembers, type Ownership } from './changes.ts';
import { DeleteRestoredOutputs, DeleteRestoredParams, type DeleteRestoredRequest } from './params.ts';

/** Deletes databases that an execution restored, and no others. */
export function deleteRestoredOperation(options: DatabaseAdapterOptions) {
  const step: ChangeStep<DeleteRestoredParams> = {
    options,
    subjects: subjectsOf,
    outputs: (succeeded) => ({ databaseArns: succeeded.map(({ id }) => id).sort() }),
  };
  const { adoptable, start, monitor } = changing(step);
  return defineOperation({
    name: 'delete-restored-databases',
    summary: 'Delete databases that an execution restored, by default only those of a drill',
    params: DeleteRestoredParams,
    outputs: DeleteRestoredOutputs,
    reversible: 'no',
    adoptable,
    inDrill: ({ params }) => (params.includeReal === true ? 'disruptive' : 'isolated'),
    selects: () => undefined,
    validate: (request, context) => validate(request, context),
    start: (request, context) => start(withOwn(request), context),
    monitor: (request, checkpoint, context) => monitor(withOwn(request), checkpoint, context),
    runbook,
    estimate: () => DELETION,
  });
}

/** Its parameters name the databases themselves: nothing is resolved at preflight, when they may not exist yet. */
const withOwn = (request: DeleteRestoredRequest): DeleteRestoredRequest => ({
  ...request,
  resources: request.params.databaseArns.map((id) => ({ id, name: databaseArn(id).name })),
});

const ownershipOf = ({ params, executionId }: DeleteRestoredRequest): Ownership => ({
  executionId: params.ofExecution ?? executionId,
  includeReal: params.includeReal === true,
});

function subjectsOf(request: DeleteRestoredRequest, context: ValidationContext): readonly Subject[] {
  const where = regionalOf(request, context);
  const ownership = ownershipOf(request);
  return subjectsOfKind(request, ['db', 'cluster'], ({ kind, name }) =>
    kind === 'cluster'
      ? [deleteMembers(where, name, ownership), deleteCluster(where, name, ownership)]
      : [deleteInstance(where, name, ownership)],
  );
}

function validate(request: DeleteRestoredRequest, context: ValidationContext): Promise<Finding[]> {
  const own = withOwn(request);
  return validateChanges(own, context, subjectsOf(own, context));
}

function runbook(request: DeleteRestoredRequest): ManualInstruction[] {
  const { target, params } = request;
  const { executionId } = ownershipOf(request);
  return params.databaseArns.flatMap((id): ManualInstruction[] => {
    const { kind, name } = databaseArn(id);
    const check = {
      text: `${id}: its tag ${EXECUTION_TAG} must be ${executionId}; stop here for this one if it is not.`,
      commands: [awsCli(target, `rds list-tags-for-resource --resource-name ${id}`)],
    };
    const instance = (instanceId: string) =>
      awsCli(target, `rds delete-db-instance --db-instance-identifier ${instanceId} --skip-final-snapshot`);
    if (kind !== 'cluster') return [check, { text: 'Delete it.', commands: [instance(name)] }];
    const members = awsCli(
      target,
      `rds describe-db-clusters --db-cluster-identifier ${name} --query 'DBClusters[0].DBClusterMembers[].DBInstanceIdentifier'`,
    );
    return [
      check,
      { text: 'Delete each of its instances.', commands: [members, instance('INSTANCE_ID')] },
      {
        text: 'Delete the cluster.',
        commands: [awsCli(target, `rds delete-db-cluster --db-cluster-identifier ${name} --skip-final-snapshot`)],
      },
    ];
  });
}
