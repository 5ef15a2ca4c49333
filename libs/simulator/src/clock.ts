/** A source of instants in epoch milliseconds. */
export interface Clock {
  now(): number;
}

/** The machine's own time: protocol matters (signatures, STS expiry, HTTP dates) always follow it. */
export const wallClock: Clock = { now: () => Date.now() };

/** Simulated time: `now = origin + (wall - origin) * speed`, so that both clocks agree at `origin`. */
export interface ScaledClock extends Clock {
  /** Epoch milliseconds at which simulated and wall time agree. */
  readonly origin: number;
  /** Simulated seconds per wall second; above 0. */
  readonly speed: number;
}

/** @throws {RangeError} when the speed is not a positive, finite number */
export function scaledClock(options: { origin: number; speed: number; wall: Clock }): ScaledClock {
  const { origin, speed, wall } = options;
  if (!Number.isFinite(speed) || speed <= 0) {
    throw new RangeError(`speed must be a positive number, not ${speed}`);
  }
  return { origin, speed, now: () => origin + (wall.now() - origin) * speed };
}

/** ISO 8601 with a Z, the only form of instant that the DRS API model admits. */
export function isoInstant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
