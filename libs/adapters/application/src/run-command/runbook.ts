import type { ManualInstruction } from '@breakwater/core';
import { chunksOf } from '../service/chunks.ts';
import { INSTANCES_PER_COMMAND } from '../service/commands.ts';
import { awsCli, jsonWord, shellWord } from '../steps/cli.ts';
import { parameterLists } from '../targets/document-params.ts';
import { allInstances } from '../targets/instance-choice.ts';
import { deliveryTimeoutSeconds, type RunCommandRequest } from './params.ts';

/** Where no instance is named, the person fills them in. */
const TO_FILL_IN = 'INSTANCE_IDS';

/** How a person runs the command by hand, with the AWS CLI and credentials of the target account. */
export function runCommandRunbook(request: RunCommandRequest): ManualInstruction[] {
  const { target, params } = request;
  const ids = allInstances(request);
  const batches = ids.length === 0 ? [[TO_FILL_IN]] : chunksOf(ids, INSTANCES_PER_COMMAND);
  const ssm = (command: string) => awsCli(target, `ssm ${command}`);
  return [
    {
      text: `In account ${target.account}: wait until every instance is Online.${whichInstances(request, ids)}`,
      commands: batches.map((batch) =>
        ssm(
          `describe-instance-information --filters Key=InstanceIds,Values=${batch.join(',')} ` +
            "--query 'InstanceInformationList[].[InstanceId,PingStatus]' --output table",
        ),
      ),
    },
    {
      text: 'Run the command, once for each group of instances; note the command ids. Do not send it again when an answer is lost: look with list-commands first.',
      commands: batches.map((batch) => ssm(sendCommandLine(request, batch))),
    },
    {
      text: `Wait until every instance says Success${params.captureOutput === true ? '; note the output' : ''}. Anything else is a failure, also TimedOut.`,
      commands: [
        ssm(
          "list-command-invocations --command-id COMMAND_ID --details --query 'CommandInvocations[].[InstanceId,Status,StatusDetails,CommandPlugins[].Output]'",
        ),
      ],
    },
  ];
}

function whichInstances({ params }: RunCommandRequest, ids: readonly string[]): string {
  if (ids.length > 0) return '';
  const { select, protectionGroup } = params;
  if (protectionGroup !== undefined) return ` They are those of protection group ${protectionGroup}.`;
  if (select !== undefined) return ` They are those selected by ${JSON.stringify(select)}.`;
  return ` Write the ids of the instances that the earlier step recovered in place of ${TO_FILL_IN}.`;
}

function sendCommandLine(request: RunCommandRequest, batch: readonly string[]): string {
  const { params, executionId, stepId } = request;
  const version =
    params.documentVersion === undefined ? '' : ` --document-version ${shellWord(params.documentVersion)}`;
  return (
    `send-command --document-name ${shellWord(params.document)}${version} --instance-ids ${batch.join(' ')} ` +
    `--parameters ${jsonWord(parameterLists(params.parameters))} --timeout-seconds ${deliveryTimeoutSeconds(params)} ` +
    `--max-concurrency ${params.maxConcurrency ?? '100%'} --max-errors ${params.maxErrors ?? '100%'} ` +
    `--comment ${shellWord(`by hand for ${executionId}/${stepId}`.slice(0, 100))} --query Command.CommandId --output text`
  );
}
