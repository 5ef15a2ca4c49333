import type { Call } from '../../protocol/operation.ts';
import type { SourceServer } from './drs-state.ts';
import { conflict, quotaExceeded, resourceNotFound } from './drs-errors.ts';
import { recoveryPoints } from './recovery-points.ts';

/** States in which DRS has nothing to launch from. */
const NOT_LAUNCHABLE = new Set<string>(['STOPPED', 'INITIATING', 'INITIAL_SYNC', 'DISCONNECTED']);

/** One bad server refuses the whole call. @throws ConflictException */
export function admitServers(servers: readonly SourceServer[]): void {
  const seen = new Set<string>();
  for (const server of servers) {
    if (seen.has(server.id)) throw conflict(`Source server ${server.id} appears twice in the request`, server.id);
    seen.add(server.id);
    if (server.liveJob) {
      throw conflict(
        'One or more of the Source Servers included in API call are currently being processed by a Job',
        server.id,
      );
    }
  }
}

/** @throws ConflictException when a server has nothing to launch from */
export function admitLaunch(servers: readonly SourceServer[]): void {
  const unready = servers.find(({ state }) => NOT_LAUNCHABLE.has(state));
  if (unready)
    throw conflict(`Source server ${unready.id} is not ready for launch: replication is ${unready.state}`, unready.id);
}

/** @throws ServiceQuotaExceededException */
export function admitJob({ place }: Call, serverCount: number): void {
  const { quotas, liveJobs } = place.drs;
  if (serverCount > quotas.serversPerJob) {
    throw quotaExceeded(
      'serversPerJob',
      `A job takes at most ${quotas.serversPerJob} source servers, not ${serverCount}`,
    );
  }
  if (liveJobs.size >= quotas.concurrentJobs) {
    throw quotaExceeded('concurrentJobs', `At most ${quotas.concurrentJobs} jobs can be in progress`);
  }
  const busy = [...liveJobs].reduce((sum, job) => sum + job.participants.length, 0);
  if (busy + serverCount > quotas.serversInJobs) {
    throw quotaExceeded('serversInJobs', `At most ${quotas.serversInJobs} source servers can be in jobs; ${busy} are`);
  }
}

/** @throws ResourceNotFoundException when the snapshot is not, or no longer, one of the server's */
export function pinnedPoint(call: Call, server: SourceServer, snapshotId: string): { id: string; at: number } {
  const point = recoveryPoints(call, server, call.now).find(({ id }) => id === snapshotId);
  if (!point) throw resourceNotFound(snapshotId, 'RECOVERY_SNAPSHOT');
  return { id: point.id, at: point.takenAt };
}
