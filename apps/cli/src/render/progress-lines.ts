import type { ExecutionReport, GateReport, Instant, StepReport, WaveReport } from '@breakwater/core';
import { oneLine, plural } from './text.ts';
import { duration, elapsedSeconds, momentOf, timeOfDay } from './time.ts';
import { gateTitle, MODE_NAMES, resourceCounts, STEP_WORDS, verdictWord, WAVE_WORDS } from './words.ts';

/** Shares of a step's progress that are worth a line: a log is no place for every server. */
const MILESTONES = 4;

/**
 * What has changed from one look to the next, as lines with the time of the change in UTC: progress for logs and pipes.
 *
 * @param before - the look before; undefined at the first one
 */
export function progressLines(before: ExecutionReport | undefined, after: ExecutionReport): string[] {
  const now = momentOf(after);
  const lines = [
    ...after.waves.flatMap((wave) => {
      const earlier = before?.waves.find(({ id }) => id === wave.id);
      const steps = wave.steps.flatMap((step) => stepChanges(earlier, step, after, now));
      const changes = waveChanges(earlier, wave, now);
      return wave.completedAt === null ? [...changes, ...steps] : [...steps, ...changes];
    }),
    ...after.gates.flatMap((gate) => gateChanges(before, gate)),
    ...headChanges(before, after, now),
  ];
  return lines
    .toSorted((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0))
    .map(({ at, text }) => `${timeOfDay(at)}  ${text}`);
}

interface Line {
  readonly at: Instant;
  readonly text: string;
}

function headChanges(before: ExecutionReport | undefined, after: ExecutionReport, now: Instant): Line[] {
  const { execution } = after;
  if (before === undefined) {
    const simulated = execution.simulated ? ', simulated' : '';
    const what = `${MODE_NAMES[execution.mode]} of ${execution.plan} (version ${execution.planVersion}${simulated})`;
    return [{ at: execution.requestedAt, text: `${what}: execution ${execution.id}` }];
  }
  if (before.execution.status === execution.status) return [];
  const begins = before.execution.startedAt === null ? execution.startedAt : null;
  return [{ at: begins ?? now, text: `execution: ${verdictWord(after).toLowerCase()}` }];
}

function waveChanges(before: WaveReport | undefined, wave: WaveReport, now: Instant): Line[] {
  if (wave.status === 'pending' || before?.status === wave.status) return [];
  const took = wave.completedAt === null ? '' : tookWords(wave, now);
  const at = wave.completedAt ?? (before === undefined || before.status === 'pending' ? wave.startedAt : now) ?? now;
  return [{ at, text: `wave ${wave.id}: ${WAVE_WORDS[wave.status]}${took}` }];
}

function stepChanges(wave: WaveReport | undefined, step: StepReport, report: ExecutionReport, now: Instant): Line[] {
  const before = wave?.steps.find(({ id }) => id === step.id);
  const text = `  step ${step.id}: `;
  if (before?.status === step.status || (before === undefined && step.status === 'pending')) {
    return progressed(before, step) ? [{ at: now, text: text + progressWords(step) }] : [];
  }
  const { good, total } = resourceCounts(report, [step]);
  const count = step.completedAt === null || total === 0 ? '' : `, ${good} of ${plural(total, 'resource')}`;
  const took = step.completedAt === null ? '' : tookWords(step, now);
  const why = step.reason === null ? '' : `: ${oneLine(step.reason)}`;
  const at = step.completedAt ?? (step.status === 'running' && step.attempts <= 1 ? step.startedAt : now) ?? now;
  return [{ at, text: `${text}${STEP_WORDS[step.status]}${count}${took}${why}` }];
}

const tookWords = (part: WaveReport | StepReport, now: Instant): string => {
  const seconds = elapsedSeconds(part, now);
  return seconds === undefined ? '' : ` (${duration(seconds)})`;
};

/** Whether the step has passed another quarter of its count. */
function progressed(before: StepReport | undefined, step: StepReport): boolean {
  return step.status === 'running' && milestone(step) > milestone(before);
}

function milestone(step: StepReport | undefined): number {
  const { done, total } = step?.progress ?? { done: 0, total: 0 };
  return total === 0 ? 0 : Math.floor((done / total) * MILESTONES);
}

function progressWords({ progress }: StepReport): string {
  if (progress === null) return '';
  const detail = progress.detail === undefined ? '' : ` (${oneLine(progress.detail)})`;
  return `${progress.done} of ${progress.total} ${progress.unit}${detail}`;
}

function gateChanges(before: ExecutionReport | undefined, gate: GateReport): Line[] {
  const earlier = before?.gates.find(({ id }) => id === gate.id);
  const opened: Line[] =
    earlier === undefined
      ? [{ at: gate.openedAt, text: `${gateTitle(gate)}: waits for ${oneLine(gate.waitsFor)}` }]
      : [];
  const overdue: Line[] =
    gate.overdue && earlier?.overdue === false && gate.deadline !== null
      ? [{ at: gate.deadline, text: `${gateTitle(gate)}: OVERDUE` }]
      : [];
  const closed: Line[] =
    gate.status === 'closed' && earlier?.status !== 'closed' && gate.closedAt !== null
      ? [
          {
            at: gate.closedAt,
            text: `${gateTitle(gate)}: ${gate.verdict ?? 'closed'} by ${oneLine(gate.closedBy ?? 'nobody')}`,
          },
        ]
      : [];
  return [...opened, ...overdue, ...closed];
}
