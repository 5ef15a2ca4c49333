import type { Application } from '@breakwater/application';
import type { ExecutionId, ExecutionReport } from '@breakwater/core';
import { waitingGates } from '../render/gates.ts';
import type { Answerer } from './gate-answers.ts';
import type { News } from './news.ts';
import type { ProgressView } from './progress-view.ts';

/** How following an execution ended. */
export interface Followed {
  readonly report: ExecutionReport;
  /** `waits`: only people can get it on, and nobody is there. `interrupted`: we were told to stop. */
  readonly kind: 'ended' | 'waits' | 'interrupted';
}

export interface FollowDependencies {
  readonly application: Application;
  readonly executionId: ExecutionId;
  readonly news: News;
  readonly view: ProgressView;
  /** Absent when nobody is there to answer. */
  readonly answerer?: Answerer;
  readonly interrupted: AbortSignal;
  /** Says why an answer was not taken. */
  readonly complain: (message: string) => void;
}

/** Looks that must agree that nothing moves, so that the moment between two steps is not taken for a standstill. */
const LOOKS_OF_STANDSTILL = 4;

/** Shows an execution of this process until it ends, answers its gates, and stops where only people can get it on. */
export async function follow(dependencies: FollowDependencies): Promise<Followed> {
  const { view, news, interrupted } = dependencies;
  let { answerer } = dependencies;
  let stillFor = 0;
  let seenVersion = -1;
  for (;;) {
    const { report, version } = await look(dependencies);
    view.show(report);
    if (isEnded(report)) return { report, kind: 'ended' };
    if (interrupted.aborted) return { report, kind: 'interrupted' };
    const { taken, nobodyLeft } = await answerGates(report, answerer, dependencies);
    if (nobodyLeft) answerer = undefined;
    stillFor = version === seenVersion && taken === 0 && standsStill(report) ? stillFor + 1 : 0;
    seenVersion = version;
    if (answerer === undefined && stillFor >= LOOKS_OF_STANDSTILL) return { report, kind: 'waits' };
    if (taken === 0) await news.next(interrupted);
  }
}

async function look({
  application,
  executionId,
}: FollowDependencies): Promise<{ report: ExecutionReport; version: number }> {
  const shown = await application.showExecution(executionId);
  if (shown === undefined) throw new Error(`execution ${executionId} is not in the store any more`);
  return shown;
}

const ENDED: ReadonlySet<ExecutionReport['execution']['status']> = new Set([
  'completed',
  'failed',
  'rejected',
  'cancelled',
]);

export const isEnded = (report: ExecutionReport): boolean => ENDED.has(report.execution.status);

/** Only people can get it on: somebody is waited for, and no step runs or is about to. */
export function standsStill(report: ExecutionReport): boolean {
  if (waitingGates(report).length === 0) return false;
  return report.waves.every((wave) => wave.steps.every(({ status }) => status !== 'running' && status !== 'retrying'));
}

interface Answered {
  /** Answers that were accepted. */
  readonly taken: number;
  readonly nobodyLeft: boolean;
}

async function answerGates(
  report: ExecutionReport,
  answerer: Answerer | undefined,
  { application, executionId, complain, interrupted }: FollowDependencies,
): Promise<Answered> {
  let taken = 0;
  if (answerer === undefined) return { taken, nobodyLeft: false };
  for (const gate of waitingGates(report)) {
    if (interrupted.aborted) break;
    const given = await answerer(gate, report);
    if (given === 'later') continue;
    if (given === 'nobody') return { taken, nobodyLeft: true };
    const result = await application.resolveGate(executionId, gate.id, given.answer, given.by);
    if (result.ok) taken += 1;
    else if (!isOvertaken(result.error.code)) complain(`gate ${gate.id}: ${result.error.message}`);
  }
  return { taken, nobodyLeft: false };
}

/** Somebody else was faster, or the gate moved on while the answer was typed: look again. */
const isOvertaken = (code: string): boolean => code === 'gate-changed' || code === 'gate-not-waiting';
