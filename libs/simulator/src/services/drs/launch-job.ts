import { isoInstant } from '../../clock.ts';
import type { Caller } from '../../world/identity.ts';
import type { Site } from '../../world/world.ts';
import { LAUNCH_ACTIONS } from './dependent-actions.ts';
import type { Job, Participant, SourceServer } from './drs-state.ts';
import type { JobFaults } from './job-faults.ts';
import { applyJobFaults } from './job-faults.ts';
import { completeIfDone, jobId, log, openJob, refusedAction, scheduleStart } from './job.ts';
import type { LaunchPhase, ServerLaunch } from './launch-phases.ts';
import { LAUNCH_PHASE_ORDER } from './launch-phases.ts';

/** An admitted StartRecovery. */
export interface LaunchRequest {
  readonly servers: readonly {
    readonly server: SourceServer;
    readonly pinnedPoint?: { readonly id: string; readonly at: number };
  }[];
  readonly isDrill: boolean;
  readonly tags: Record<string, string>;
  readonly caller: Caller;
  readonly at: number;
  readonly faults: JobFaults;
}

/** Opens the job and schedules its life. DRS acts for the caller: what the caller may not do fails the servers, not the call. */
export function startLaunchJob(site: Site, request: LaunchRequest): Job {
  for (const { server } of request.servers) server.launchCount += 1;
  const work = request.servers.map(({ server }) => `${server.id}#${server.launchCount}`);
  const id = jobId(site.world, site.place, work);
  const participants = request.servers.map((entry) => participantOf(site, request, id, entry));
  applyJobFaults(site.world, participants, request.faults);
  const job = openJob(
    site,
    {
      id,
      type: 'LAUNCH',
      initiatedBy: request.isDrill ? 'START_DRILL' : 'START_RECOVERY',
      at: request.at,
      tags: request.tags,
    },
    participants,
  );
  for (const { server } of request.servers) {
    server.lastLaunch = { at: request.at, jobId: id, isDrill: request.isDrill, status: 'PENDING' };
  }
  scheduleStart(site, job, (participant, at) => beginServer(site, { job, request, participant }, at));
  return job;
}

function participantOf(
  site: Site,
  request: LaunchRequest,
  id: string,
  entry: LaunchRequest['servers'][number],
): Participant {
  const { server, pinnedPoint } = entry;
  const { accountId, region } = site.place;
  const failure = server.spec.launch;
  const failsNow = failure !== undefined && (failure.times === undefined || server.launchCount <= failure.times);
  return {
    sourceServerId: server.id,
    server,
    ...(pinnedPoint === undefined ? {} : { pinnedPoint }),
    record: site.world.ledger.addLaunch({
      account: accountId,
      region,
      sourceServerId: server.id,
      serverName: server.name,
      jobId: id,
      isDrill: request.isDrill,
      jobTags: { ...request.tags },
      startedAt: isoInstant(request.at),
      outcome: 'running',
    }),
    launchStatus: 'PENDING',
    ...(failsNow ? { plannedFailure: { at: failure.at ?? 'launch', reason: failure.fails } } : {}),
    isStuck: false,
    delayMs: 0,
  };
}

interface ServerCourse {
  readonly job: Job;
  readonly request: LaunchRequest;
  readonly participant: Participant;
}

function beginServer(site: Site, course: ServerCourse, at: number): void {
  const { job, request, participant } = course;
  const { server } = participant;
  if (!server) return;
  if (server.lastLaunch) server.lastLaunch.status = 'IN_PROGRESS';
  const launch: ServerLaunch = {
    jobId: job.id,
    isDrill: request.isDrill,
    server,
    participant,
    note: (noteAt, event, more) => log(job, { at: noteAt, event, sourceServerId: server.id, ...more }),
  };
  const phases = LAUNCH_PHASE_ORDER.filter((phase) => phase.applies(launch));
  site.world.queue.schedule(at + participant.delayMs, (start) => runPhases(site, course, launch, phases, start));
}

function runPhases(
  site: Site,
  course: ServerCourse,
  launch: ServerLaunch,
  phases: readonly LaunchPhase[],
  at: number,
): void {
  const [phase, ...rest] = phases;
  if (!phase) return finish(site, course, 'LAUNCHED', at);
  const { participant, note } = launch;
  const fail = (failedAt: number, reason: string): void => {
    note(failedAt, phase.failEvent, { rawError: reason });
    finish(site, course, 'FAILED', failedAt, reason);
  };
  note(at, phase.startEvent);
  if (participant.isStuck && phase.name === 'conversion') return;
  const refused = refusedAction(course.request.caller, LAUNCH_ACTIONS[phase.name]);
  const planned = participant.plannedFailure;
  const failure = refused ?? (planned?.at === phase.name ? planned.reason : undefined);
  if (failure !== undefined) return fail(at, failure);
  const { ms, conclude } = phase.begin(site, launch, at);
  site.world.queue.schedule(at + ms, (end) => {
    const reason = conclude(end);
    if (reason === undefined) runPhases(site, course, launch, rest, end);
    else fail(end, reason);
  });
}

function finish(
  site: Site,
  { job, participant }: ServerCourse,
  status: 'LAUNCHED' | 'FAILED',
  at: number,
  reason?: string,
): void {
  participant.launchStatus = status;
  if (participant.server?.lastLaunch?.jobId === job.id) participant.server.lastLaunch.status = status;
  if (participant.record) {
    if (participant.recoveryInstanceId !== undefined)
      participant.record.recoveryInstanceId = participant.recoveryInstanceId;
    const outcome = status === 'LAUNCHED' ? 'launched' : 'failed';
    site.world.ledger.endLaunch(participant.record, { outcome, at, ...(reason === undefined ? {} : { reason }) });
  }
  completeIfDone(site, job, at);
}
