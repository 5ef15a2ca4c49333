import type { Job, JobLog, ParticipatingServer } from '@aws-sdk/client-drs';

import { isoInstant } from '../../clock.ts';
import type { Job as DrsJob, JobLogItem, Participant } from './drs-state.ts';

export function renderJob(job: DrsJob): Job {
  return {
    jobID: job.id,
    arn: job.arn,
    type: job.type,
    initiatedBy: job.initiatedBy,
    creationDateTime: isoInstant(job.createdAt),
    ...(job.endedAt === undefined ? {} : { endDateTime: isoInstant(job.endedAt) }),
    status: job.status,
    participatingServers: job.participants.map(renderParticipant),
    tags: { ...job.tags },
    participatingResources: [],
  };
}

function renderParticipant({ sourceServerId, recoveryInstanceId, launchStatus }: Participant): ParticipatingServer {
  return {
    sourceServerID: sourceServerId,
    ...(recoveryInstanceId === undefined ? {} : { recoveryInstanceID: recoveryInstanceId }),
    launchStatus,
  };
}

export function renderLogItem({ at, event, ...data }: JobLogItem): JobLog {
  return {
    logDateTime: isoInstant(at),
    event,
    eventData: {
      ...(data.sourceServerId === undefined ? {} : { sourceServerID: data.sourceServerId }),
      ...(data.conversionServerId === undefined ? {} : { conversionServerID: data.conversionServerId }),
      ...(data.targetInstanceId === undefined ? {} : { targetInstanceID: data.targetInstanceId }),
      ...(data.rawError === undefined ? {} : { rawError: data.rawError }),
    },
  };
}
