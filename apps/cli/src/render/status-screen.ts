import { secondsBetween, type ExecutionReport, type GateReport, type Instant } from '@breakwater/core';
import { remainingSeconds } from './eta.ts';
import { waitingGates } from './gates.ts';
import type { Paint } from './paint.ts';
import { column, heading, oneLine, shorten, WIDTH, wrap } from './text.ts';
import { duration, elapsedSeconds, momentOf, roughly, timeBeside } from './time.ts';
import { commandLine } from './next.ts';
import { gateTitle, MODE_NAMES, paintVerdict, STEP_WORDS, verdictWord } from './words.ts';

/** What runs, what waits, for whom, since when, and when it will be over: one screen. */
export function statusScreen(reports: readonly ExecutionReport[], paint: Paint): string[] {
  if (reports.length === 0) return ['Nothing runs and nothing waits.'];
  const waiting = reports.filter((report) => waitingGates(report).length > 0);
  const count = `${reports.length} unfinished, ${waiting.length} waiting for people`;
  const hint = waiting.length > 0 ? `What to type: ${commandLine('next')}` : '';
  return [column(count, WIDTH - hint.length) + hint, ...reports.flatMap((report) => executionLines(report, paint))];
}

function executionLines(report: ExecutionReport, paint: Paint): string[] {
  const { execution } = report;
  const now = momentOf(report);
  const name = `${MODE_NAMES[execution.mode]} of ${execution.plan}${execution.simulated ? ' (simulated)' : ''}`;
  const word = verdictWord(report);
  return [
    ...heading(paint('bold', shorten(name, WIDTH - word.length - 2)) + `  ${paintVerdict(report, paint)}`),
    ...wrap(timesOf(report), { first: `  ${execution.id}  ` }),
    ...activeLines(report),
    ...waitingGates(report)
      .flatMap((gate) => wrap(waitSentence(gate, now), { first: '  waits  ' }))
      .map((line) => paint('yellow', line)),
  ];
}

function waitSentence(gate: GateReport, now: Instant): string {
  const since = `since ${timeBeside(gate.openedAt, now)} UTC (${duration(secondsBetween(gate.openedAt, now))})`;
  return `${gateTitle(gate)}, for ${oneLine(gate.waitsFor)}, ${since}${gate.overdue ? ', OVERDUE' : ''}`;
}

function timesOf(report: ExecutionReport): string {
  const now = momentOf(report);
  const elapsed = elapsedSeconds(report.execution, now);
  if (elapsed === undefined) return 'not begun';
  const { rtoMinutes } = report.objectives;
  const rto = rtoMinutes === null ? '' : `, RTO ${duration(rtoMinutes * 60)}`;
  return `${duration(elapsed)} so far, ${roughly(remainingSeconds(report, now))} to go${rto}`;
}

const activeLines = (report: ExecutionReport): string[] =>
  report.waves.flatMap((wave) =>
    wave.steps
      .filter((step) => step.status === 'running' || step.status === 'retrying')
      .map((step) => {
        const { progress } = step;
        const count =
          progress === null ? STEP_WORDS[step.status] : `${progress.done} of ${progress.total} ${progress.unit}`;
        const detail = progress?.detail === undefined ? '' : `: ${oneLine(progress.detail)}`;
        return shorten(`  runs   ${wave.id} / ${step.id}: ${count}${detail}`, WIDTH);
      }),
  );
