import type { ExecutionReport, Instant, StepReport, WaveReport } from '@breakwater/core';
import { remainingSeconds, stepRemainingSeconds, waveRemainingSeconds } from './eta.ts';
import { waitingGates } from './gates.ts';
import type { Paint } from './paint.ts';
import { column, columnRight, oneLine, shorten, WIDTH } from './text.ts';
import { duration, elapsedSeconds, momentOf, roughly } from './time.ts';
import { gateTitle, MODE_NAMES, paintVerdict, STEP_WORDS, verdictWord, WAVE_WORDS } from './words.ts';

const BAR_WIDTH = 20;
const NAME_WIDTH = 24;
/** The share that is shown of what is not over, however late it is. */
const ALMOST = 0.95;

/** How much a screen that is too small leaves out: the fuller ones come first. */
const DETAILS = ['every step', 'steps of unfinished waves', 'steps that run', 'waves'] as const;
type Detail = (typeof DETAILS)[number];

/**
 * What is drawn while an execution runs, drawn again with each change.
 *
 * @param size.rows - lines that fit; steps are left out until it does
 */
export function progressScreen(
  report: ExecutionReport,
  size: { readonly columns: number; readonly rows: number },
  paint: Paint,
): string[] {
  const now = momentOf(report);
  const head = headLine(report, now, paint);
  const waits = waitLines(report, now, paint);
  for (const detail of DETAILS) {
    const lines = [head, ...waveLines(report, now, detail), ...waits];
    if (lines.length <= size.rows || detail === 'waves') return fitted(lines, size, paint);
  }
  return [head];
}

/** Painted lines are never wider than they were plain; those that are too wide lose their paint. */
function fitted(
  lines: readonly string[],
  size: { readonly columns: number; readonly rows: number },
  paint: Paint,
): string[] {
  const width = Math.min(size.columns, WIDTH);
  const shown = lines.slice(0, Math.max(1, size.rows));
  return width < WIDTH ? shown.map((line) => paint('dim', shorten(oneLine(line), width))) : [...shown];
}

function headLine(report: ExecutionReport, now: Instant, paint: Paint): string {
  const { execution } = report;
  const elapsed = elapsedSeconds(execution, now);
  const left = remainingSeconds(report, now);
  const people = waitingGates(report).length > 0 ? ' + people' : '';
  const times = elapsed === undefined ? '' : `, ${duration(elapsed)}, ${roughly(left)}${people} to go`;
  const simulated = execution.simulated ? ' (simulated)' : '';
  const text = `  ${MODE_NAMES[execution.mode]} of ${execution.plan}${simulated}${times}`;
  const word = verdictWord(report);
  return paintVerdict(report, paint) + shorten(text, WIDTH - word.length);
}

const waveLines = (report: ExecutionReport, now: Instant, detail: Detail): string[] =>
  report.waves.flatMap((wave) => [
    waveLine(wave, now),
    ...wave.steps.filter((step) => isShown(step, wave, detail)).map((step) => stepLine(step, now)),
  ]);

function isShown(step: StepReport, wave: WaveReport, detail: Detail): boolean {
  switch (detail) {
    case 'every step':
      return true;
    case 'steps of unfinished waves':
      return wave.status !== 'completed' && wave.status !== 'not-run';
    case 'steps that run':
      return step.status === 'running' || step.status === 'retrying' || step.status === 'deciding';
    case 'waves':
      return false;
  }
}

function waveLine(wave: WaveReport, now: Instant): string {
  const share = wave.steps.reduce((sum, step) => sum + shareDone(step, now), 0) / Math.max(1, wave.steps.length);
  return row(wave.id, share, WAVE_WORDS[wave.status], timeColumn(wave, waveRemainingSeconds(wave, now), now));
}

function stepLine(step: StepReport, now: Instant): string {
  const { progress } = step;
  const running = step.status === 'running' && progress !== null;
  const words = running ? `${progress.done}/${progress.total} ${progress.unit}` : STEP_WORDS[step.status];
  const time = timeColumn(step, stepRemainingSeconds(step, now), now);
  return row(`  ${step.id}`, shareDone(step, now), words, time);
}

const row = (name: string, share: number, words: string, time: string): string =>
  `${column(` ${name}`, NAME_WIDTH)} ${bar(share)} ${column(words, 19)} ${columnRight(time, 12)}`.trimEnd();

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_WIDTH);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}]`;
}

const OVER: ReadonlySet<StepReport['status']> = new Set([
  'succeeded',
  'accepted',
  'done-by-hand',
  'skipped',
  'not-applicable',
]);

/** By what is counted where something is, by time elsewhere; a running step is never shown as done. */
function shareDone(step: StepReport, now: Instant): number {
  if (OVER.has(step.status)) return 1;
  if (step.status === 'deciding') return ALMOST;
  if (step.status !== 'running') return 0;
  const elapsed = elapsedSeconds(step, now) ?? 0;
  const byTime = elapsed / Math.max(1, elapsed + stepRemainingSeconds(step, now));
  const byCount = step.progress === null ? 0 : step.progress.done / Math.max(1, step.progress.total);
  return Math.min(ALMOST, Math.max(byTime, byCount));
}

/** How long it took when it is over, how long it will take while it runs. */
function timeColumn(part: WaveReport | StepReport, remaining: number, now: Instant): string {
  const elapsed = elapsedSeconds(part, now);
  if (elapsed === undefined) return '';
  return part.completedAt === null && part.status === 'running'
    ? `~${duration(Math.ceil(remaining / 60) * 60)} left`
    : duration(elapsed);
}

const waitLines = (report: ExecutionReport, now: Instant, paint: Paint): string[] =>
  waitingGates(report).map((gate) => {
    const since = elapsedSeconds({ startedAt: gate.openedAt, completedAt: null }, now) ?? 0;
    return paint(
      'yellow',
      shorten(`> ${gateTitle(gate)}: waits ${duration(since)} for ${oneLine(gate.waitsFor)}`, WIDTH),
    );
  });
