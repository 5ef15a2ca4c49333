import type { ExecutionHost } from '@breakwater/application';
import { executionId, stepId } from '@breakwater/core';
import { StepTask, type StepAnswer } from '../messages.ts';
import { activityHandler, type ActivityHandler } from '../worker/activity-handler.ts';

/** Runs steps of one technology. That an operation failed is an answer like any other. */
export const stepHandler = (host: ExecutionHost, technology: string): ActivityHandler =>
  activityHandler(`adapter-${technology}`, StepTask, async (task, { signal }) => {
    const id = executionId(task.executionId);
    const verdict = await host.at(task.engineEpoch).runStep(id, stepId(task.stepId), signal);
    const output: StepAnswer =
      verdict.kind === 'ended' ? { verdict: 'ended' } : { verdict: 'gate', gateId: verdict.gateId };
    return { kind: 'answer', output };
  });
