import { paginateDescribeRecoveryInstances, type RecoveryInstance } from '@aws-sdk/client-drs';
import { DRS } from '@breakwater/aws';
import { parseInstant, type Instant } from '@breakwater/core';
import { chunksOf } from './chunks.ts';
import type { Regional } from './regional.ts';

/** Ids that one DescribeRecoveryInstances can filter for, by the API's model. */
const FILTER_LIMIT = 200;

/** States of an EC2 instance that no longer carries anything. */
const GONE: ReadonlySet<string> = new Set(['TERMINATED', 'SHUTTING-DOWN', 'NOT_FOUND']);

/** What DRS launched for a source server. */
export interface RecoveryInstanceView {
  readonly id: string;
  readonly instanceId: string;
  readonly sourceServerId: string | undefined;
  readonly jobId: string | undefined;
  /** Anything but a clear `true` counts as a real recovery: it may carry production. */
  readonly isDrill: boolean;
  readonly isGone: boolean;
  /** The moment its data is from. */
  readonly recoveryPointAt: Instant | undefined;
  /** How far replication back to the origin is, in AWS's words. */
  readonly failbackState: string;
  /** Why replication back is in error, when AWS says so. */
  readonly failbackError: string | undefined;
  /** Only what came from EC2 can be replicated back by a reversal. */
  readonly isFromAws: boolean;
}

export const recoveryInstancesOfServers = (where: Regional, sourceServerIds: readonly string[]) =>
  describe(where, sourceServerIds, (chunk) => ({ sourceServerIDs: chunk }));

export const recoveryInstancesById = (where: Regional, ids: readonly string[]) =>
  describe(where, ids, (chunk) => ({ recoveryInstanceIDs: chunk }));

async function describe(
  { aws, target, signal }: Regional,
  ids: readonly string[],
  filterFor: (chunk: string[]) => { recoveryInstanceIDs?: string[]; sourceServerIDs?: string[] },
): Promise<RecoveryInstanceView[]> {
  const client = aws.client(DRS, target);
  const found = await Promise.all(
    chunksOf(ids, FILTER_LIMIT).map(async (chunk) => {
      const views: RecoveryInstanceView[] = [];
      const pages = paginateDescribeRecoveryInstances(
        { client },
        { filters: filterFor(chunk) },
        { abortSignal: signal },
      );
      for await (const page of pages) views.push(...(page.items ?? []).flatMap(viewOf));
      return views;
    }),
  );
  return found.flat();
}

function viewOf(instance: RecoveryInstance): RecoveryInstanceView[] {
  if (instance.recoveryInstanceID === undefined) return [];
  return [
    {
      id: instance.recoveryInstanceID,
      instanceId: instance.ec2InstanceID ?? instance.recoveryInstanceID,
      sourceServerId: instance.sourceServerID,
      jobId: instance.jobID,
      isDrill: instance.isDrill === true,
      isGone: instance.ec2InstanceState !== undefined && GONE.has(instance.ec2InstanceState),
      recoveryPointAt: instantOf(instance.pointInTimeSnapshotDateTime),
      failbackState: instance.failback?.state ?? 'UNKNOWN',
      failbackError:
        instance.dataReplicationInfo?.dataReplicationError?.rawError ??
        instance.dataReplicationInfo?.dataReplicationError?.error,
      isFromAws: instance.originEnvironment !== 'ON_PREMISES',
    },
  ];
}

const instantOf = (text: string | undefined): Instant | undefined =>
  text === undefined || Number.isNaN(Date.parse(text)) ? undefined : parseInstant(text);
