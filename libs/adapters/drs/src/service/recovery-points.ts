import { paginateDescribeRecoverySnapshots } from '@aws-sdk/client-drs';
import { DRS } from '@breakwater/aws';
import { parseInstant, type Instant } from '@breakwater/core';
import type { Regional } from './regional.ts';

/** A point in time that a server can be recovered to. */
export interface RecoveryPoint {
  readonly snapshotId: string;
  readonly takenAt: Instant;
}

/**
 * The newest recovery point of a source server, at or before `notAfter` when given.
 * Points that are only expected (no `timestamp` yet) do not count.
 */
export async function newestRecoveryPoint(
  { aws, target, signal }: Regional,
  sourceServerID: string,
  notAfter?: Instant,
): Promise<RecoveryPoint | undefined> {
  const pages = paginateDescribeRecoverySnapshots(
    { client: aws.client(DRS, target) },
    { sourceServerID, order: 'DESC', ...(notAfter !== undefined && { filters: { toDateTime: notAfter } }) },
    { abortSignal: signal },
  );
  for await (const page of pages) {
    for (const { snapshotID, timestamp } of page.items ?? []) {
      if (snapshotID === undefined || timestamp === undefined || Number.isNaN(Date.parse(timestamp))) continue;
      const takenAt = parseInstant(timestamp);
      if (notAfter === undefined || takenAt <= notAfter) return { snapshotId: snapshotID, takenAt };
    }
  }
  return undefined;
}
