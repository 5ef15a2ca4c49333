import type { JobLogEvent } from '@aws-sdk/client-drs';

import type { Site } from '../../world/world.ts';
import { instanceState, shutDown } from '../ec2/instance.ts';
import type { LaunchPhaseName, Participant, SourceServer } from './drs-state.ts';
import { phaseMs } from './durations.ts';
import { launchTarget } from './launch-target.ts';
import { createRecoveryInstance } from './recovery-instances.ts';
import { newestPoint } from './recovery-points.ts';
import { sourceSilentSince } from './replication.ts';

/** One server's launch within a job. */
export interface ServerLaunch {
  readonly jobId: string;
  readonly isDrill: boolean;
  readonly server: SourceServer;
  readonly participant: Participant;
  readonly note: (at: number, event: JobLogEvent, more?: { rawError?: string; targetInstanceId?: string }) => void;
}

/** How a phase goes on once it has begun. */
export interface PhaseCourse {
  readonly ms: number;
  /** Applies what the phase did; returns the reason when the launch cannot go on. */
  readonly conclude: (at: number) => string | undefined;
}

export interface LaunchPhase {
  readonly name: LaunchPhaseName;
  readonly startEvent: JobLogEvent;
  readonly failEvent: JobLogEvent;
  /** False when the phase is not needed, as the snapshot of a pinned point. */
  readonly applies: (launch: ServerLaunch) => boolean;
  readonly begin: (site: Site, launch: ServerLaunch, at: number) => PhaseCourse;
}

/** DRS gives up the on-demand snapshot after 10 minutes and falls back to the last consistent state. */
const SNAPSHOT_TIMEOUT_MS = 600_000;
const NOTHING_TO_CLEAN_MS = 1_000;
const SHUTTING_DOWN_MS = 30_000;

/** States of replication in which the source still answers, so that an on-demand snapshot succeeds. */
const SOURCE_ANSWERS = new Set<string>(['CONTINUOUS', 'CREATING_SNAPSHOT', 'BACKLOG', 'RESCAN']);

const cleanup: LaunchPhase = {
  name: 'cleanup',
  startEvent: 'CLEANUP_START',
  failEvent: 'CLEANUP_FAIL',
  applies: () => true,
  begin: (site, launch, at) => ({
    ms:
      earlierInstances(launch.server, at).length === 0
        ? NOTHING_TO_CLEAN_MS
        : phaseMs(site.world, launch.server, 'cleanupSeconds'),
    conclude: (end) => {
      terminateEarlierInstances(site, launch, end);
      return undefined;
    },
  }),
};

/** A new launch terminates every earlier instance of the server, even those DRS has forgotten; protected ones stay. */
function terminateEarlierInstances({ place }: Site, launch: ServerLaunch, at: number): void {
  const earlier = earlierInstances(launch.server, at);
  const spared = earlier.filter(({ instance }) => instance.terminationProtected);
  for (const recoveryInstance of earlier) {
    if (recoveryInstance.instance.terminationProtected) continue;
    shutDown(recoveryInstance.instance, at, at + SHUTTING_DOWN_MS);
    place.drs.recoveryInstances.delete(recoveryInstance.id);
  }
  for (const { id } of spared) {
    launch.note(at, 'CLEANUP_FAIL', {
      targetInstanceId: id,
      rawError: `The instance '${id}' may not be terminated. Its 'disableApiTermination' instance attribute is set.`,
    });
  }
  if (spared.length === 0) launch.note(at, 'CLEANUP_END');
}

function earlierInstances(server: SourceServer, at: number): SourceServer['launches'] {
  return server.launches.filter(
    ({ instance }) => !['shutting-down', 'terminated'].includes(instanceState(instance, at)),
  );
}

const snapshot: LaunchPhase = {
  name: 'snapshot',
  startEvent: 'SNAPSHOT_START',
  failEvent: 'SNAPSHOT_FAIL',
  applies: ({ participant }) => participant.pinnedPoint === undefined,
  begin: (site, launch, at) =>
    sourceAnswers(site, launch.server, at)
      ? { ms: phaseMs(site.world, launch.server, 'snapshotSeconds'), conclude: (end) => takeSnapshot(launch, end) }
      : { ms: SNAPSHOT_TIMEOUT_MS, conclude: (end) => usePreviousSnapshot(site, launch, end) },
};

function sourceAnswers(site: Site, server: SourceServer, at: number): boolean {
  return SOURCE_ANSWERS.has(server.state) && sourceSilentSince(site, server, at) === undefined;
}

function takeSnapshot({ server, participant, note }: ServerLaunch, at: number): undefined {
  participant.pointInTimeAt = at - server.lagMs;
  note(at, 'SNAPSHOT_END');
}

function usePreviousSnapshot(site: Site, { server, participant, note }: ServerLaunch, at: number): string | undefined {
  note(at, 'SNAPSHOT_FAIL', { rawError: 'Timed out waiting for a snapshot of the most recent data' });
  const previous = newestPoint(site, server, at);
  if (!previous) {
    note(at, 'USING_PREVIOUS_SNAPSHOT_FAILED');
    return 'No previous snapshot exists';
  }
  participant.pointInTimeAt = previous.takenAt;
  note(at, 'USING_PREVIOUS_SNAPSHOT');
  return undefined;
}

const conversion: LaunchPhase = {
  name: 'conversion',
  startEvent: 'CONVERSION_START',
  failEvent: 'CONVERSION_FAIL',
  applies: () => true,
  begin: (site, { server, note }) => ({
    ms: phaseMs(site.world, server, 'conversionSeconds'),
    conclude: (at) => {
      note(at, 'CONVERSION_END');
      return undefined;
    },
  }),
};

const launch: LaunchPhase = {
  name: 'launch',
  startEvent: 'LAUNCH_START',
  failEvent: 'LAUNCH_FAILED',
  applies: () => true,
  begin: (site, { server, participant, jobId, isDrill }, at) => {
    const target = launchTarget(site, server);
    if ('reason' in target) return { ms: 0, conclude: () => target.reason };
    const ms = phaseMs(site.world, server, 'launchSeconds');
    const created = createRecoveryInstance(site, server, {
      jobId,
      isDrill,
      pointInTimeAt: participant.pinnedPoint?.at ?? participant.pointInTimeAt ?? at,
      launchedAt: at,
      runningAt: at + ms,
      target,
    });
    participant.recoveryInstanceId = created.id;
    return { ms, conclude: () => undefined };
  },
};

/** What happens to a server, in this order. */
export const LAUNCH_PHASE_ORDER: readonly LaunchPhase[] = [cleanup, snapshot, conversion, launch];
