import type { AutomationProgress, StepProgress } from './automation-progress.ts';
import { progressOf } from './automation-progress.ts';
import type { Automation } from './ssm-state.ts';

/** More steps than these have to be asked for separately. */
const MOST_STEPS = 25;

export function renderAutomation(automation: Automation, now: number) {
  const progress = progressOf(automation, now);
  return {
    ...renderCommon(automation, progress),
    Parameters: automation.parameters,
    StepExecutions: progress.steps.slice(0, MOST_STEPS).map(renderStep),
    StepExecutionsTruncated: progress.steps.length > MOST_STEPS,
  };
}

export function renderAutomationMetadata(automation: Automation, now: number) {
  return renderCommon(automation, progressOf(automation, now));
}

function renderCommon(automation: Automation, { status, endedAt, failure, steps }: AutomationProgress) {
  const current = steps.find(({ startedAt, endedAt: end }) => startedAt !== undefined && end === undefined)?.step.spec;
  return {
    AutomationExecutionId: automation.id,
    DocumentName: automation.document.name,
    DocumentVersion: '1',
    AutomationExecutionStatus: status,
    ExecutionStartTime: automation.requestedAt / 1000,
    ExecutedBy: automation.executedBy,
    Mode: 'Auto',
    Outputs: status === 'Success' ? (automation.document.outputs ?? {}) : {},
    ...(endedAt === undefined ? {} : { ExecutionEndTime: endedAt / 1000 }),
    ...(failure === undefined ? {} : { FailureMessage: failure }),
    ...(current === undefined ? {} : { CurrentStepName: current.name, CurrentAction: actionOf(current) }),
  };
}

export function renderStep({ step, status, startedAt, endedAt }: StepProgress) {
  return {
    StepExecutionId: step.id,
    StepName: step.spec.name,
    Action: actionOf(step.spec),
    StepStatus: status,
    ...(startedAt === undefined ? {} : { ExecutionStartTime: startedAt / 1000 }),
    ...(endedAt === undefined ? {} : { ExecutionEndTime: endedAt / 1000 }),
    ...(status === 'Failed' ? { FailureMessage: step.spec.fails ?? 'the step failed' } : {}),
  };
}

function actionOf({ action }: { action?: string }): string {
  return action ?? 'aws:executeAwsApi';
}
