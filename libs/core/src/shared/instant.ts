/** A moment in UTC, ISO 8601 with milliseconds (`2026-11-23T02:41:00.000Z`), so that text order is time order. */
export type Instant = string & { readonly __brand: 'Instant' };

/** @param epochMilliseconds - milliseconds since 1970-01-01T00:00:00Z */
export const instantAt = (epochMilliseconds: number): Instant => new Date(epochMilliseconds).toISOString() as Instant;

/** @throws RangeError when the text is no date */
export const parseInstant = (text: string): Instant => instantAt(new Date(text).getTime());

export const epochMilliseconds = (instant: Instant): number => Date.parse(instant);

/** Seconds from one instant to another; negative when `to` is earlier. */
export const secondsBetween = (from: Instant, to: Instant): number =>
  (epochMilliseconds(to) - epochMilliseconds(from)) / 1000;

export const plusSeconds = (instant: Instant, seconds: number): Instant =>
  instantAt(epochMilliseconds(instant) + seconds * 1000);

export const laterOf = (left: Instant, right: Instant): Instant => (left < right ? right : left);
