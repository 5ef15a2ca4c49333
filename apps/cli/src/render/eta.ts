import type { ExecutionReport, Instant, StepReport, WaveId, WaveReport } from '@breakwater/core';
import { elapsedSeconds } from './time.ts';

/** What a step that has overrun its estimate is still given. */
const OVERRUN_SHARE = 0.1;

const UNFINISHED: ReadonlySet<StepReport['status']> = new Set([
  'pending',
  'running',
  'retrying',
  'deciding',
  'waiting',
]);
const HELD_BY_PEOPLE: ReadonlySet<StepReport['status']> = new Set(['deciding', 'waiting']);

/** Seconds that a step still takes by its estimate and its progress; 0 when it is over. */
export function stepRemainingSeconds(step: StepReport, now: Instant): number {
  if (!UNFINISHED.has(step.status) || HELD_BY_PEOPLE.has(step.status)) return 0;
  const estimate = step.estimateSeconds ?? 0;
  const elapsed = elapsedSeconds(step, now) ?? 0;
  if (step.status === 'pending') return estimate;
  return Math.max(estimate - elapsed, estimate * OVERRUN_SHARE);
}

/** Its steps are counted as parallel; an order between them makes it a little longer. */
export const waveRemainingSeconds = (wave: WaveReport, now: Instant): number =>
  wave.steps.reduce((longest, step) => Math.max(longest, stepRemainingSeconds(step, now)), 0);

/**
 * Seconds until the run is over: the longest way through the waves that are left. The time that people take is not in it.
 */
export function remainingSeconds(report: ExecutionReport, now: Instant): number {
  const waves = new Map(report.waves.map((wave) => [wave.id, wave]));
  const known = new Map<WaveId, number>();
  const until = (id: WaveId): number => {
    const already = known.get(id);
    if (already !== undefined) return already;
    const wave = waves.get(id);
    if (wave === undefined) return 0;
    const before = wave.dependsOn.reduce((longest, other) => Math.max(longest, until(other)), 0);
    const seconds = before + waveRemainingSeconds(wave, now);
    known.set(id, seconds);
    return seconds;
  };
  return report.waves.reduce((longest, wave) => Math.max(longest, until(wave.id)), 0);
}
