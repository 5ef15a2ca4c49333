/**
 * What a status of RDS means for a change that wants the database `available`. AWS adds statuses without notice, so a
 * word that is in neither list is `unknown`, and an unknown one is never good.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/accessing-monitoring.html
 */
export type Condition = 'available' | 'passing' | 'broken' | 'unknown';

/** Statuses that end by themselves. */
const PASSING: ReadonlySet<string> = new Set([
  'backing-up',
  'backtracking',
  'converting-to-vpc',
  'creating',
  'failing-over',
  'maintenance',
  'migrating',
  'modifying',
  'moving-to-vpc',
  'preparing-data-migration',
  'promoting',
  'rebooting',
  'renaming',
  'resetting-master-credentials',
  'starting',
  'storage-config-upgrade',
  'storage-initialization',
  'storage-optimization',
  'update-iam-db-auth',
  'upgrading',
]);

/** Statuses that somebody has to mend. */
const BROKEN: ReadonlySet<string> = new Set([
  'cloning-failed',
  'delete-precheck',
  'deleting',
  'failed',
  'inaccessible-encryption-credentials',
  'inaccessible-encryption-credentials-recoverable',
  'insufficient-capacity',
  'migration-failed',
  'restore-error',
  'stopped',
  'stopping',
  'storage-full',
]);

export function conditionOf(status: string): Condition {
  if (status === 'available') return 'available';
  if (PASSING.has(status) || status.startsWith('configuring-')) return 'passing';
  if (BROKEN.has(status) || status.startsWith('incompatible-')) return 'broken';
  return 'unknown';
}

/** The status in a sentence: names a word that AWS has not documented as such. */
export const statusText = (status: string): string =>
  conditionOf(status) === 'unknown' ? `${status}, a status that is not known to be good` : status;
