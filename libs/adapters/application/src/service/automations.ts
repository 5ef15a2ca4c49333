import {
  GetAutomationExecutionCommand,
  paginateDescribeAutomationStepExecutions,
  StartAutomationExecutionCommand,
  type AutomationExecution,
  type StartAutomationExecutionCommandInput,
  type StepExecution,
} from '@aws-sdk/client-ssm';
import { SSM, SSM_WRITES } from '@breakwater/aws';
import type { Regional } from './regional.ts';

export interface AutomationView {
  readonly status: string;
  /** AWS's reason, when it has one. */
  readonly failure: string | undefined;
  readonly steps: { readonly done: number; readonly total: number; readonly current: string | undefined };
  readonly outputs: Readonly<Record<string, string[]>>;
}

/** Starts an automation. With the same `ClientToken` it may be sent again: the one execution's id is the answer. */
export async function startAutomation(
  { aws, target, signal }: Regional,
  input: StartAutomationExecutionCommandInput & { readonly ClientToken: string },
): Promise<string | undefined> {
  const command = new StartAutomationExecutionCommand(input);
  return (await aws.client(SSM_WRITES, target).send(command, { abortSignal: signal })).AutomationExecutionId;
}

/** @throws AWS's `AutomationExecutionNotFoundException`, which is normal right after the start */
export async function readAutomation(where: Regional, id: string): Promise<AutomationView> {
  const command = new GetAutomationExecutionCommand({ AutomationExecutionId: id });
  const { AutomationExecution } = await where.aws
    .client(SSM, where.target)
    .send(command, { abortSignal: where.signal });
  const { AutomationExecutionStatus: status = '', FailureMessage, Outputs = {} } = AutomationExecution ?? {};
  const steps = await stepsOf(where, id, AutomationExecution);
  return { status, failure: FailureMessage ?? failureIn(steps), steps: progressOf(steps), outputs: { ...Outputs } };
}

/** The execution carries its first steps only; a longer list is cut and says so. */
async function stepsOf(
  { aws, target, signal }: Regional,
  id: string,
  execution: AutomationExecution | undefined,
): Promise<readonly StepExecution[]> {
  if (execution?.StepExecutionsTruncated !== true) return execution?.StepExecutions ?? [];
  const steps: StepExecution[] = [];
  const client = aws.client(SSM, target);
  const pages = paginateDescribeAutomationStepExecutions(
    { client },
    { AutomationExecutionId: id },
    { abortSignal: signal },
  );
  for await (const { StepExecutions = [] } of pages) steps.push(...StepExecutions);
  return steps;
}

function failureIn(steps: readonly StepExecution[]): string | undefined {
  const failed = steps.find(({ FailureMessage }) => FailureMessage !== undefined);
  return failed === undefined
    ? undefined
    : `step ${failed.StepName ?? 'without a name'}: ${failed.FailureMessage ?? ''}`;
}

function progressOf(steps: readonly StepExecution[]): AutomationView['steps'] {
  const current = steps.find(({ StepStatus }) => StepStatus === 'InProgress')?.StepName;
  const done = steps.filter(({ StepStatus }) => StepStatus === 'Success').length;
  return { done, total: steps.length, current };
}
