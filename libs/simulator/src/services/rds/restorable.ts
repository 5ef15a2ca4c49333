import type { Place, World } from '../../world/world.ts';
import { rdsError } from './rds-errors.ts';
import type { Database, ReplicatedBackup } from './rds-state.ts';

const DAY_MS = 86_400_000;
/** Logs are uploaded every five minutes, each database at moments of its own. */
const UPLOAD_MS = 300_000;

/** The instants a restore can go back to. */
export interface RestorableWindow {
  readonly earliest: number;
  readonly latest: number;
}

/** @returns undefined without automated backups */
export function restorableWindow(world: World, database: Database, now: number): RestorableWindow | undefined {
  if (database.backupRetentionDays === 0) return undefined;
  const offset = Math.floor(world.draws.between([0, UPLOAD_MS], [database.arn, 'log upload']));
  const latest = Math.floor((now - offset) / UPLOAD_MS) * UPLOAD_MS + offset;
  return {
    earliest: Math.max(database.createdAt, now - database.backupRetentionDays * DAY_MS),
    latest: Math.max(database.createdAt, latest),
  };
}

/** The window of backups kept in another Region: nothing newer arrives once the source's Region is dark. */
export function replicatedWindow(world: World, place: Place, backup: ReplicatedBackup, now: number): RestorableWindow {
  const until = world.outages.darkSince(place.accountId, backup.sourceRegion, now) ?? now;
  return { earliest: now - backup.retentionDays * DAY_MS, latest: until - backup.lagMs };
}

/** What a restore is told about the instant: one or the other. */
export interface RestoreTo {
  readonly restoreAt?: number | undefined;
  readonly useLatest: boolean;
}

/**
 * The instant to restore.
 *
 * @throws {@link ServiceError} InvalidParameterCombination unless exactly one is given; PointInTimeRestoreNotEnabled;
 * InvalidRestoreFault outside the window
 */
export function restorePoint(window: RestorableWindow | undefined, { restoreAt, useLatest }: RestoreTo): number {
  if ((restoreAt === undefined) === !useLatest) {
    throw rdsError(
      'InvalidParameterCombination',
      'Either the time to restore to or UseLatestRestorableTime has to be given, and not both',
    );
  }
  if (!window) throw rdsError('PointInTimeRestoreNotEnabled', 'Automated backups are not enabled for the source');
  if (restoreAt === undefined) return window.latest;
  if (restoreAt < window.earliest || restoreAt > window.latest) {
    const [earliest, latest] = [window.earliest, window.latest].map((at) => new Date(at).toISOString());
    throw rdsError('InvalidRestoreFault', `The specified instant is not between ${earliest} and ${latest}`);
  }
  return restoreAt;
}
