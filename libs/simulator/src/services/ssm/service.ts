import { awsJsonProtocol } from '../../protocol/aws-json-protocol.ts';
import type { Service } from '../../protocol/service.ts';
import { createService } from '../../protocol/service.ts';
import {
  describeAutomationExecutions,
  describeAutomationStepExecutions,
  getAutomationExecution,
  stopAutomationExecution,
} from './automation-operations.ts';
import { cancelCommand, getCommandInvocation, listCommandInvocations, listCommands } from './command-operations.ts';
import { describeDocument, getDocument } from './document-operations.ts';
import { describeInstanceInformation } from './instance-information.ts';
import { getParameter, getParameters } from './parameter-operations.ts';
import { sendCommand } from './send-command.ts';
import { SSM_ERRORS } from './ssm-errors.ts';
import { startAutomationExecution } from './start-automation.ts';

const operations = createService(
  'ssm',
  awsJsonProtocol({ errors: SSM_ERRORS, targetPrefix: 'AmazonSSM', version: '1.1' }),
  [
    sendCommand,
    getCommandInvocation,
    listCommandInvocations,
    listCommands,
    cancelCommand,
    describeInstanceInformation,
    startAutomationExecution,
    getAutomationExecution,
    describeAutomationStepExecutions,
    describeAutomationExecutions,
    stopAutomationExecution,
    getParameter,
    getParameters,
    describeDocument,
    getDocument,
  ],
);

/** AWS documents one automation per second for each account and Region. */
const ONE_AUTOMATION_A_SECOND = [
  { name: 'ssm:StartAutomationExecution', bucket: { ratePerSecond: 1, burst: 1 } },
] as const;

/** AWS Systems Manager, API version 2014-11-06. */
export const ssm: Service = {
  ...operations,
  limitsOf: (operation) => (operation === 'StartAutomationExecution' ? ONE_AUTOMATION_A_SECOND : undefined),
};
