import { setTimeout as sleep } from 'node:timers/promises';
import type { Application } from '@breakwater/application';
import type { ExecutionId, ExecutionReport, RecoveryPlan } from '@breakwater/core';
import { anActor, aRecoveryPlan, aWave } from '@breakwater/core/testing';

const by = anActor();
const approver = anActor({ subject: 'local:bo', roles: ['recovery-manager', 'operator'] });
const LOOK_MILLISECONDS = 100;

/** A step that only lets time pass. Its time limit is far off: domain time may run faster than a busy machine works. */
export const aWait = (id: string, minutes = 1) => ({
  id,
  technology: 'built-in',
  operation: 'wait',
  params: { minutes },
  timeoutMinutes: 1_440,
});

/** A step that a person does. */
export const aManualTask = (id: string) => ({
  id,
  technology: 'manual',
  operation: 'task',
  instructions: 'look at it',
  owner: 'duty',
  expectedMinutes: 5,
});

/** Saves a plan and starts a drill of it. */
export async function startDrill(application: Application, plan: RecoveryPlan): Promise<ExecutionId> {
  const saved = await application.savePlan({ kind: 'document', document: plan }, 0, by);
  if (!saved.ok) throw new Error(saved.error.map(({ message }) => message).join('; '));
  const started = await application.startExecution({ plan: plan.name, mode: 'drill' }, by);
  if (!started.ok) throw new Error(started.error.message);
  return started.value.executionId;
}

export async function reportOf(application: Application, id: ExecutionId): Promise<ExecutionReport> {
  const shown = await application.showExecution(id);
  if (shown === undefined) throw new Error(`execution ${id} is gone`);
  return shown.report;
}

/** The report once it is so. */
export async function until(
  application: Application,
  id: ExecutionId,
  isSo: (report: ExecutionReport) => boolean,
): Promise<ExecutionReport> {
  for (;;) {
    const report = await reportOf(application, id);
    if (isSo(report)) return report;
    await sleep(LOOK_MILLISECONDS);
  }
}

/** The report at the end of an execution. */
export const ended = (application: Application, id: ExecutionId): Promise<ExecutionReport> =>
  until(application, id, ({ execution }) => execution.completedAt !== null);

/** Approves and does by hand whatever waits. */
export async function answerGates(application: Application, id: ExecutionId): Promise<void> {
  const { gates } = await reportOf(application, id);
  for (const { id: gate, kind } of gates.filter(({ status }) => status === 'waiting')) {
    const answer =
      kind === 'approval' ? { action: 'approve' as const } : { action: 'done-by-hand' as const, note: 'looked at it' };
    const resolved = await application.resolveGate(id, gate, answer, approver);
    if (!resolved.ok) throw new Error(`gate ${gate} takes no ${answer.action}`);
  }
}

/** Runs a drill of one wave of so many waits, all of which may start at once. */
export async function wideWave(application: Application, stepCount: number): Promise<ExecutionReport> {
  const wave = aWave({ id: 'wide', steps: Array.from({ length: stepCount }, (_, index) => aWait(`s${index}`, 0.1)) });
  const plan = aRecoveryPlan({ name: 'wide', order: 'listed', waves: [wave] });
  return ended(application, await startDrill(application, plan));
}
