import type { InitiatedBy, JobType } from '@aws-sdk/client-drs';

import type { Caller } from '../../world/identity.ts';
import { may } from '../../world/identity.ts';
import type { Site, World } from '../../world/world.ts';
import type { Job, JobLogItem, Participant, RecoveryInstance } from './drs-state.ts';

/** Seconds a job stays PENDING. */
const PENDING_SECONDS = [1, 4] as const;

/** A new, pending job, known to its place and holding quota until it completes. */
export function openJob(
  site: Site,
  details: { id: string; type: JobType; initiatedBy: InitiatedBy; at: number; tags: Record<string, string> },
  participants: readonly Participant[],
): Job {
  const { accountId, region, drs } = site.place;
  const job: Job = {
    id: details.id,
    arn: `arn:aws:drs:${region}:${accountId}:job/${details.id}`,
    order: drs.jobs.size + 1,
    type: details.type,
    initiatedBy: details.initiatedBy,
    createdAt: details.at,
    participants,
    tags: { ...details.tags },
    log: [],
    status: 'PENDING',
  };
  drs.jobs.set(job.id, job);
  drs.liveJobs.add(job);
  for (const { server } of participants) if (server) server.liveJob = job;
  return job;
}

/** The part in a job of a machine that is there already. */
export function instanceParticipant({ id, server }: RecoveryInstance): Participant {
  return {
    sourceServerId: server.id,
    server,
    recoveryInstanceId: id,
    launchStatus: 'PENDING',
    isStuck: false,
    delayMs: 0,
  };
}

/** The id depends on what the job does, not on when it was asked: one seed gives one id. */
export function jobId(world: World, place: { accountId: string; region: string }, work: readonly string[]): string {
  return world.draws.id('drsjob-', 17, [place.accountId, place.region, ...[...work].sort()]);
}

/** Runs `begin` for every participant once the job has left PENDING. */
export function scheduleStart(site: Site, job: Job, begin: (participant: Participant, at: number) => void): void {
  const pendingMs = Math.round(1000 * site.world.draws.between(PENDING_SECONDS, [job.id, 'pending']));
  site.world.queue.schedule(job.createdAt + pendingMs, (at) => {
    job.status = 'STARTED';
    log(job, { at, event: 'JOB_START' });
    for (const participant of job.participants) {
      participant.launchStatus = 'IN_PROGRESS';
      begin(participant, at);
    }
  });
}

export function log(job: Job, item: JobLogItem): void {
  job.log.push(item);
}

/** Completes the job when no participant is left to wait for. */
export function completeIfDone(site: Site, job: Job, at: number): void {
  const isLive = ({ launchStatus }: Participant): boolean =>
    launchStatus === 'PENDING' || launchStatus === 'IN_PROGRESS';
  if (job.participants.some(isLive)) return;
  job.status = 'COMPLETED';
  job.endedAt = at;
  log(job, { at, event: 'JOB_END' });
  site.place.drs.liveJobs.delete(job);
  for (const { server } of job.participants) if (server) delete server.liveJob;
}

/** Why DRS cannot act for the caller; undefined when every action is permitted. */
export function refusedAction(caller: Caller, actions: readonly string[]): string | undefined {
  const missing = actions.find((action) => !may(caller, action));
  return missing === undefined
    ? undefined
    : `UnauthorizedOperation: You are not authorized to perform this operation. User: ${caller.arn} is not authorized to perform: ${missing}`;
}
