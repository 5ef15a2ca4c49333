const ISO_DURATION = /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const SECONDS = [86_400, 3_600, 60, 1] as const;

/**
 * Seconds of an ISO 8601 duration of days and less (`PT5M30S`), rounded up.
 *
 * @returns `undefined` for any other text; DRS documents no format for its `lagDuration`, so the caller must say so
 * @see https://docs.aws.amazon.com/drs/latest/APIReference/API_DataReplicationInfo.html
 */
export function isoDurationSeconds(text: string): number | undefined {
  const parts = ISO_DURATION.exec(text)?.slice(1);
  if (parts === undefined) return undefined;
  return Math.ceil(parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (SECONDS[index] ?? 0), 0));
}
