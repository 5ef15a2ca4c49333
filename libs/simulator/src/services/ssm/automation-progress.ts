import type { Automation, AutomationStep } from './ssm-state.ts';

/** How long `Cancelling` shows. */
const CANCELLING_MS = 5_000;

export interface StepProgress {
  readonly step: AutomationStep;
  readonly status: 'Pending' | 'InProgress' | 'Waiting' | 'Success' | 'Failed' | 'TimedOut' | 'Cancelled';
  readonly startedAt?: number;
  readonly endedAt?: number;
}

/** Where an automation is at an instant: a function of its start, its steps and a stop. */
export interface AutomationProgress {
  readonly status:
    'Pending' | 'InProgress' | 'Waiting' | 'Success' | 'Failed' | 'TimedOut' | 'Cancelling' | 'Cancelled';
  readonly steps: readonly StepProgress[];
  readonly endedAt?: number;
  readonly failure?: string;
}

export function progressOf(automation: Automation, now: number): AutomationProgress {
  const { stopped, startedAt } = automation;
  if (stopped && now >= stopped.at) return stoppedProgress(automation, stopped, now);
  if (startedAt === undefined || now < startedAt)
    return { status: 'Pending', steps: automation.steps.map((step) => ({ step, status: 'Pending' })) };
  return runningProgress(automation, startedAt, now);
}

function runningProgress({ steps, isStuck }: Automation, startedAt: number, now: number): AutomationProgress {
  const progress: StepProgress[] = [];
  let at = startedAt;
  for (const [index, step] of steps.entries()) {
    const endedAt = isStuck || step.spec.waits === true ? Infinity : at + step.lengthMs;
    if (now < endedAt) {
      const status = step.spec.waits === true ? 'Waiting' : 'InProgress';
      progress.push({ step, status, startedAt: at });
      return { status, steps: [...progress, ...pending(steps.slice(index + 1))] };
    }
    if (step.fails) {
      const status = step.spec.timesOut === true ? 'TimedOut' : 'Failed';
      progress.push({ step, status, startedAt: at, endedAt });
      const failure = `Step fails when it is ${status === 'Failed' ? 'executed' : 'timed out'}: ${step.spec.fails ?? step.spec.name}`;
      return { status, steps: [...progress, ...pending(steps.slice(index + 1))], endedAt, failure };
    }
    progress.push({ step, status: 'Success', startedAt: at, endedAt });
    at = endedAt;
  }
  return { status: 'Success', steps: progress, endedAt: at };
}

function pending(steps: readonly AutomationStep[]): StepProgress[] {
  return steps.map((step) => ({ step, status: 'Pending' }));
}

/** `Cancel` ends the running step, `Complete` lets it end; what comes after is not run either way. */
function stoppedProgress(
  automation: Automation,
  { at, type }: { at: number; type: 'Complete' | 'Cancel' },
  now: number,
): AutomationProgress {
  const then =
    automation.startedAt === undefined
      ? { steps: pending(automation.steps) }
      : runningProgress(automation, automation.startedAt, at);
  const running = then.steps.find(({ startedAt, endedAt }) => startedAt !== undefined && endedAt === undefined);
  const stepEndsAt = running?.startedAt === undefined ? at : running.startedAt + running.step.lengthMs;
  const endedAt = type === 'Cancel' ? at + CANCELLING_MS : Math.max(at, stepEndsAt);
  if (now < endedAt) return { status: type === 'Cancel' ? 'Cancelling' : 'InProgress', steps: then.steps };
  const last = type === 'Cancel' ? 'Cancelled' : 'Success';
  const steps = then.steps.map((entry): StepProgress =>
    entry === running
      ? { ...entry, status: last, endedAt }
      : entry.status === 'Pending'
        ? { ...entry, status: 'Cancelled' }
        : entry,
  );
  return { status: last, steps, endedAt };
}
