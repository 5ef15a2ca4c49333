import type { ExecutionReport, GateReport, StepReport, StepStatus, WaveStatus } from '@breakwater/core';
import type { Paint } from './paint.ts';

/** The verdict in one word (or a few), which must stand without colour. */
export function verdictWord(report: ExecutionReport): string {
  const { status, outcome, mode } = report.execution;
  switch (status) {
    case 'completed':
      if (outcome !== 'clean') return 'DEGRADED';
      return DONE_WORDS[mode] ?? 'RECOVERED';
    case 'failed':
      return 'FAILED';
    case 'rejected':
      return 'REJECTED';
    case 'cancelled':
      return 'CANCELLED';
    case 'paused':
      return 'PAUSED';
    case 'waiting':
      return 'WAITS FOR A PERSON';
    case 'requested':
    case 'validating':
      return 'CHECKING';
    case 'running':
      return 'RUNNING';
  }
}

/** What a clean end is called where nothing was recovered. */
const DONE_WORDS: Partial<Readonly<Record<ExecutionReport['execution']['mode'], string>>> = {
  cleanup: 'CLEANED UP',
  keep: 'KEPT',
};

export function paintVerdict(report: ExecutionReport, paint: Paint): string {
  const word = verdictWord(report);
  const { status, outcome } = report.execution;
  if (status === 'completed') return paint(outcome === 'clean' ? 'green' : 'yellow', word);
  if (status === 'failed' || status === 'rejected' || status === 'cancelled') return paint('red', word);
  return paint(status === 'waiting' || status === 'paused' ? 'yellow' : 'cyan', word);
}

export const WAVE_WORDS: Readonly<Record<WaveStatus, string>> = {
  pending: 'to come',
  running: 'running',
  waiting: 'WAITS',
  completed: 'done',
  failed: 'FAILED',
  'not-run': 'not run',
};

export const STEP_WORDS: Readonly<Record<StepStatus, string>> = {
  pending: 'to come',
  running: 'running',
  retrying: 'trying again',
  deciding: 'DECISION NEEDED',
  waiting: 'TO BE DONE BY HAND',
  succeeded: 'done',
  accepted: 'ACCEPTED AS FAILED',
  'done-by-hand': 'done by hand',
  skipped: 'SKIPPED',
  failed: 'FAILED',
  'not-run': 'not run',
  'not-applicable': 'left out',
};

const GATE_TITLES: Readonly<Record<GateReport['kind'], string>> = {
  approval: 'Approval before wave',
  pause: 'Pause before wave',
  hold: 'The execution was paused',
  decision: 'Decision on the failed step',
  manual: 'Work by hand, step',
};

/** What the gate is about, such as `Approval before wave traffic`. */
export function gateTitle(gate: GateReport): string {
  const subject = gate.stepId ?? gate.waveId;
  return subject === null ? GATE_TITLES[gate.kind] : `${GATE_TITLES[gate.kind]} ${subject}`;
}

export const MODE_NAMES: Readonly<Record<ExecutionReport['execution']['mode'], string>> = {
  drill: 'Drill',
  recovery: 'Recovery',
  failback: 'Failback',
  cleanup: 'Clean-up',
  rollback: 'Rollback',
  keep: 'Keep',
};

/** Resources of some steps: how many there are, and how many of them are not among the failures. */
export function resourceCounts(
  report: ExecutionReport,
  steps: readonly StepReport[],
): { readonly good: number; readonly total: number } {
  const total = steps.reduce((sum, step) => sum + step.resources.length, 0);
  const ids = new Set(steps.map((step) => step.id));
  const failed = new Set(
    report.failures.flatMap(({ step, resources }) => (ids.has(step) ? resources.map((id) => `${step} ${id}`) : [])),
  );
  return { good: total - Math.min(failed.size, total), total };
}
