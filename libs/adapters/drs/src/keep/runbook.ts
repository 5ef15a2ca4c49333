import type { ManualInstruction } from '@breakwater/core';
import { chunksOf } from '../service/chunks.ts';
import { awsCli, tagsArgument } from '../steps/cli.ts';
import { EXECUTION_TAG, EXPIRES_TAG, KEPT_TAG } from '../tags.ts';
import { itemsToKeep, type KeepRequest } from './params.ts';

/** Ids of one command line, few enough to be read and typed. */
const IDS_PER_COMMAND = 50;

/** How a person keeps a drill's instances by hand, in the order that is safe to stop at anywhere. */
export function keepRunbook(request: KeepRequest): ManualInstruction[] {
  const { target, params, executionId } = request;
  const ids = itemsToKeep(request);
  const batches = chunksOf(ids, IDS_PER_COMMAND).map((batch) => batch.join(' '));
  const ec2 = (command: string) => awsCli(target, `ec2 ${command}`);
  const each = (command: (batch: string) => string) => batches.map((batch) => ec2(command(batch)));
  const tagOf = (key: string) => `Tags[?Key=='${key}']|[0].Value`;
  const columns = ['InstanceId', 'State.Name', ...[EXECUTION_TAG, KEPT_TAG, EXPIRES_TAG].map(tagOf)].join(',');
  const look = each(
    (batch) =>
      `describe-instances --instance-ids ${batch} --query "Reservations[].Instances[].[${columns}]" --output table`,
  );
  return [
    {
      text:
        `In account ${target.account}: look at the instances of drill ${params.ofExecution}. Leave out what is terminated or ` +
        'shutting down, and what another execution launched.',
      commands: look,
    },
    {
      text: 'Protect each from being terminated: a later launch of its source server would take it otherwise.',
      commands: ids.map((id) => ec2(`modify-instance-attribute --instance-id ${id} --disable-api-termination`)),
    },
    {
      text: 'Mark them as kept: no clean-up and no launch of Breakwater takes them from then on.',
      commands: each(
        (batch) => `create-tags --resources ${batch} --tags ${tagsArgument('list', { [KEPT_TAG]: executionId })}`,
      ),
    },
    {
      text: `Take their expiry off, and look again: each has the tag ${KEPT_TAG} and none has ${EXPIRES_TAG}.`,
      commands: [...each((batch) => `delete-tags --resources ${batch} --tags Key=${EXPIRES_TAG}`), ...look],
    },
  ];
}
