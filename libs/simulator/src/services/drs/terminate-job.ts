import type { Caller } from '../../world/identity.ts';
import type { Site } from '../../world/world.ts';
import { shutDown } from '../ec2/instance.ts';
import { TERMINATE_ACTIONS } from './dependent-actions.ts';
import type { Job, Participant, RecoveryInstance } from './drs-state.ts';
import type { JobFaults } from './job-faults.ts';
import { applyJobFaults } from './job-faults.ts';
import { completeIfDone, instanceParticipant, jobId, log, openJob, refusedAction, scheduleStart } from './job.ts';

/** Seconds from the start of the job to the end of an instance. */
const TERMINATION_SECONDS = [20, 60] as const;

/** An admitted TerminateRecoveryInstances. */
export interface TerminateRequest {
  readonly instances: readonly RecoveryInstance[];
  readonly caller: Caller;
  readonly at: number;
  readonly faults: JobFaults;
}

/** Opens the job that terminates the EC2 instances and forgets their records. */
export function startTerminateJob(site: Site, request: TerminateRequest): Job {
  const participants = request.instances.map(instanceParticipant);
  applyJobFaults(site.world, participants, request.faults);
  for (const entry of request.instances) entry.terminationCount += 1;
  const work = request.instances.map((entry) => `terminate ${entry.id}#${entry.terminationCount}`);
  const id = jobId(site.world, site.place, work);
  const details = {
    id,
    type: 'TERMINATE',
    initiatedBy: 'TERMINATE_RECOVERY_INSTANCES',
    at: request.at,
    tags: {},
  } as const;
  const job = openJob(site, details, participants);
  scheduleStart(site, job, (participant, at) => beginTermination(site, { job, request, participant }, at));
  return job;
}

interface Termination {
  readonly job: Job;
  readonly request: TerminateRequest;
  readonly participant: Participant;
}

function beginTermination(site: Site, { job, request, participant }: Termination, at: number): void {
  const { sourceServerId, recoveryInstanceId = '' } = participant;
  const note = { sourceServerId, targetInstanceId: recoveryInstanceId };
  log(job, { at, event: 'CLEANUP_START', ...note });
  if (participant.isStuck) return;
  const end = (endAt: number, failure: string | undefined): void => {
    participant.launchStatus = failure === undefined ? 'TERMINATED' : 'FAILED';
    if (failure === undefined) log(job, { at: endAt, event: 'CLEANUP_END', ...note });
    else log(job, { at: endAt, event: 'CLEANUP_FAIL', ...note, rawError: failure });
    completeIfDone(site, job, endAt);
  };
  const refused = refusedAction(request.caller, TERMINATE_ACTIONS) ?? participant.plannedFailure?.reason;
  if (refused !== undefined) return end(at, refused);
  const seconds = site.world.draws.between(TERMINATION_SECONDS, [recoveryInstanceId, 'terminate']);
  const endsAt = at + participant.delayMs + Math.round(1000 * seconds);
  site.world.queue.schedule(endsAt, (endAt) => end(endAt, terminate(site, recoveryInstanceId, at, endAt)));
}

/** @returns why the instance could not be terminated */
function terminate({ place }: Site, id: string, at: number, endAt: number): string | undefined {
  const recoveryInstance = place.drs.recoveryInstances.get(id);
  if (!recoveryInstance) return undefined;
  if (recoveryInstance.instance.terminationProtected) {
    return `OperationNotPermitted: The instance '${id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`;
  }
  shutDown(recoveryInstance.instance, at, endAt);
  place.drs.recoveryInstances.delete(id);
  return undefined;
}
