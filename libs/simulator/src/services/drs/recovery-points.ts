import type { Site } from '../../world/world.ts';
import type { SourceServer } from './drs-state.ts';
import { sourceSilentSince } from './replication.ts';

/** A point in time a server can be recovered to. Instants are simulated epoch milliseconds. */
export interface RecoveryPoint {
  readonly id: string;
  readonly expectedAt: number;
  readonly takenAt: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The default point-in-time policy of DRS: each rule keeps points of its interval for its retention. */
export const PIT_RULES = [
  { units: 'MINUTE', interval: 10, retentionDuration: 60, stepMs: 10 * MINUTE_MS, keepMs: HOUR_MS },
  { units: 'HOUR', interval: 1, retentionDuration: 24, stepMs: HOUR_MS, keepMs: DAY_MS },
  { units: 'DAY', interval: 1, retentionDuration: 7, stepMs: DAY_MS, keepMs: 7 * DAY_MS },
] as const;

/** States in which no first consistent point exists yet. */
const UNSYNCED = new Set<string>(['INITIATING', 'INITIAL_SYNC']);

/** Oldest first. Points follow from the clock; they exist without anybody having made them. */
export function recoveryPoints(site: Site, server: SourceServer, now: number): RecoveryPoint[] {
  if (UNSYNCED.has(server.state) || server.state === 'STOPPED') return [];
  const scheduled = server.spec.recoveryPoints?.scheduled === false ? [] : scheduledPoints(site, server, now);
  const instants = new Set([...server.extraPoints.filter((at) => at <= now), ...scheduled]);
  return [...instants].sort((a, b) => a - b).map((at) => pointAt(site, server, at));
}

/** The newest point that is usable now. */
export function newestPoint(site: Site, server: SourceServer, now: number): RecoveryPoint | undefined {
  return recoveryPoints(site, server, now).at(-1);
}

function scheduledPoints(site: Site, server: SourceServer, now: number): number[] {
  if (server.pointsFrom > now) return [];
  const newest = now - server.lagMs;
  const offset = site.world.draws.between([0, 10 * MINUTE_MS], [server.id, 'pit-offset']);
  return PIT_RULES.flatMap(({ stepMs, keepMs }) => {
    const last = Math.floor((newest - offset) / stepMs);
    const first = Math.max(
      Math.ceil((now - keepMs - offset) / stepMs),
      Math.ceil((server.pointsFrom - offset) / stepMs),
    );
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
      Math.round((first + index) * stepMs + offset),
    );
  }).filter((at) => sourceSilentSince(site, server, at) === undefined);
}

function pointAt(site: Site, server: SourceServer, expectedAt: number): RecoveryPoint {
  const { draws } = site.world;
  return {
    id: draws.id('pit-', 17, [server.id, expectedAt]),
    expectedAt,
    takenAt: expectedAt + Math.round(draws.between([0, 5_000], [server.id, expectedAt, 'taken'])),
  };
}
