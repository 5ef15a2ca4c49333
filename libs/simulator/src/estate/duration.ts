/** ISO 8601 durations of days and smaller, such as `P2D`, `PT5M30S`, `P1DT12H`. Months and years have no fixed length and are refused. */
export const DURATION_PATTERN = '^P(?=.)(?:\\d+D)?(?:T(?=\\d)(?:\\d+H)?(?:\\d+M)?(?:\\d+(?:\\.\\d+)?S)?)?$';

const PARTS = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const SECONDS = [86_400, 3_600, 60, 1];

/**
 * @returns whole milliseconds
 * @throws {RangeError} on a text that {@link DURATION_PATTERN} does not admit
 */
export function durationMs(iso: string): number {
  const parts = PARTS.exec(iso);
  if (!parts || !new RegExp(DURATION_PATTERN).test(iso)) {
    throw new RangeError(`${JSON.stringify(iso)} is not an ISO 8601 duration of days, hours, minutes and seconds`);
  }
  const seconds = SECONDS.reduce((sum, unit, index) => sum + unit * Number(parts[index + 1] ?? 0), 0);
  return Math.round(seconds * 1000);
}

/** The shortest ISO 8601 form, rounded to whole seconds: `PT0S`, `PT5M30S`, `P1DT1H`. */
export function isoDuration(ms: number): string {
  let rest = Math.round(ms / 1000);
  if (rest === 0) return 'PT0S';
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = SECONDS.map((unit) => {
    const whole = Math.floor(rest / unit);
    rest -= whole * unit;
    return whole;
  });
  const part = (amount: number, unit: string): string => (amount === 0 ? '' : `${amount}${unit}`);
  const time = part(hours, 'H') + part(minutes, 'M') + part(seconds, 'S');
  return `P${part(days, 'D')}${time === '' ? '' : `T${time}`}`;
}
