import type { ExecutionReport } from '@breakwater/core';

/** What the command's exit code tells a pipeline. */
export const EXIT = {
  completed: 0,
  /** Failed, rejected or cancelled; or an outcome that `--fail-on` names. */
  unsuccessful: 1,
  /** Bad input or usage. */
  badInput: 2,
  /** Something it needs cannot be reached. */
  unreachable: 3,
  /** Waits for a person, and there is no terminal to ask on. */
  waits: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const FAIL_ON = ['degraded', 'rto'] as const;
/** An outcome that a caller wants to see as a failure. */
export type FailOn = (typeof FAIL_ON)[number];

/** An RTO that was not proven counts as missed: who asks for `rto` wants proof. */
export function exitCodeOf(report: ExecutionReport, failOn: readonly FailOn[]): ExitCode {
  const { status, outcome } = report.execution;
  if (status === 'failed' || status === 'rejected' || status === 'cancelled') return EXIT.unsuccessful;
  if (status !== 'completed') return EXIT.waits;
  if (failOn.includes('degraded') && outcome !== 'clean') return EXIT.unsuccessful;
  if (failOn.includes('rto') && report.objectives.rtoMet !== true) return EXIT.unsuccessful;
  return EXIT.completed;
}
