import { epochMilliseconds, instantAt, secondsBetween, type ExecutionReport, type Instant } from '@breakwater/core';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `41 s`, `4 min 12 s`, `2 h 05 min`, `3 d 4 h`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return joined(Math.floor(whole / MINUTE), 'min', whole % MINUTE, 's');
  const minutes = Math.round(whole / MINUTE);
  if (whole < DAY) return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(whole / HOUR);
  return joined(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

const joined = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

/** A forecast: no more exact than it is known. */
export const roughly = (seconds: number): string =>
  seconds < MINUTE ? 'under 1 min' : `about ${duration(Math.round(seconds / MINUTE) * MINUTE)}`;

/** `02:41:05` (UTC) */
export const timeOfDay = (at: Instant): string => at.slice(11, 19);

/** `2026-11-23 02:41:05` (UTC) */
export const dateAndTime = (at: Instant): string => `${at.slice(0, 10)} ${timeOfDay(at)}`;

/** A moment beside another one: the date only where it differs. */
export const timeBeside = (at: Instant, other: Instant): string =>
  at.slice(0, 10) === other.slice(0, 10) ? timeOfDay(at) : dateAndTime(at);

/**
 * The moment a report was made, in the execution's own time, which runs faster than ours in a simulated run: its start and
 * the time it has taken so far; the latest moment that it names before it has begun.
 */
export function momentOf(report: ExecutionReport): Instant {
  const { requestedAt, startedAt, completedAt } = report.execution;
  if (completedAt !== null) return completedAt;
  const soFar = report.criticalPath.makespanSeconds;
  if (startedAt !== null && soFar !== null) return instantAt(epochMilliseconds(startedAt) + soFar * 1000);
  return startedAt ?? requestedAt;
}

/** How long something took, or has taken so far; undefined before it began. */
export function elapsedSeconds(
  times: { readonly startedAt: Instant | null; readonly completedAt: Instant | null },
  now: Instant,
): number | undefined {
  if (times.startedAt === null) return undefined;
  return Math.max(0, secondsBetween(times.startedAt, times.completedAt ?? now));
}
