import type { ExecutionReport } from '@breakwater/core';
import type { Paint } from './paint.ts';
import { column } from './text.ts';
import { duration } from './time.ts';

/** RTO and RPO against their targets, each with its judgement in words. */
export function objectiveLines(report: ExecutionReport, paint: Paint): string[] {
  const { objectives, execution } = report;
  const over = execution.completedAt !== null;
  return [
    line(
      'RTO',
      measured(objectives.rtoActualSeconds, over),
      objectives.rtoMinutes,
      judgement(objectives.rtoMet, over, paint),
    ),
    line(
      'RPO',
      measured(objectives.rpoActualSeconds, over),
      objectives.rpoMinutes,
      judgement(objectives.rpoMet, over, paint),
    ),
  ];
}

function measured(seconds: number | null, over: boolean): string {
  if (seconds !== null) return duration(seconds);
  return over ? 'not measured' : 'not over yet';
}

function line(name: string, actual: string, targetMinutes: number | null, verdict: string): string {
  return `  ${name}  ${column(actual, 16)} target ${column(targetMinutes === null ? 'not known' : duration(targetMinutes * 60), 14)} ${verdict}`.trimEnd();
}

function judgement(met: boolean | null, over: boolean, paint: Paint): string {
  if (met === true) return paint('green', 'met');
  if (met === false) return paint('red', 'MISSED');
  return over ? paint('yellow', 'NOT PROVEN') : '';
}
