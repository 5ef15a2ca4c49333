import type { DurationEstimate, ManualInstruction } from '@breakwater/core';
import { awsCli, jsonWord, shellWord } from '../steps/cli.ts';
import { EXECUTION_TAG, STEP_TAG } from '../tags.ts';
import { parameterLists } from '../targets/document-params.ts';
import type { RunAutomationRequest } from './params.ts';

/** Our assumption, for AWS gives no figure: what a document does decides. */
const TYPICAL_SECONDS = 300;
const LONGEST_MINUTES = 60;

export function automationEstimate({ params }: Pick<RunAutomationRequest, 'params'>): DurationEstimate {
  const longestSeconds = (params.longestMinutes ?? LONGEST_MINUTES) * 60;
  return { typicalSeconds: Math.min(TYPICAL_SECONDS, longestSeconds), longestSeconds };
}

/** How a person runs the automation by hand, with the AWS CLI and credentials of the target account. */
export function runAutomationRunbook({
  target,
  params,
  executionId,
  stepId,
}: RunAutomationRequest): ManualInstruction[] {
  const version =
    params.documentVersion === undefined ? '' : ` --document-version ${shellWord(params.documentVersion)}`;
  const tags = jsonWord([
    { Key: EXECUTION_TAG, Value: executionId },
    { Key: STEP_TAG, Value: stepId },
  ]);
  const start =
    `ssm start-automation-execution --document-name ${shellWord(params.document)}${version} ` +
    `--parameters ${jsonWord(parameterLists(params.parameters))} --tags ${tags} --query AutomationExecutionId --output text`;
  const watch =
    'ssm get-automation-execution --automation-execution-id AUTOMATION_EXECUTION_ID ' +
    "--query 'AutomationExecution.[AutomationExecutionStatus,FailureMessage,Outputs]'";
  return [
    {
      text: `In account ${target.account}: start the automation; note its execution id. One start a second is allowed.`,
      commands: [awsCli(target, start)],
    },
    {
      text: 'Wait until it says Success or CompletedWithSuccess. Pending, Waiting and PendingApproval go on; all else is a failure.',
      commands: [awsCli(target, watch)],
    },
  ];
}
