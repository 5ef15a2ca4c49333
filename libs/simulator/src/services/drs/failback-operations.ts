import Type from 'typebox';

import type { Call } from '../../protocol/operation.ts';
import { admitJob, admitServers } from './admission.ts';
import { conflict, validation } from './drs-errors.ts';
import { RecoveryInstanceId, Tags } from './drs-input.ts';
import { drsOperation, recoveryInstance } from './drs-operation.ts';
import type { Job, Participant, RecoveryInstance } from './drs-state.ts';
import { phaseMs } from './durations.ts';
import { failbackState } from './failback-state.ts';
import { applyJobFaults } from './job-faults.ts';
import { completeIfDone, instanceParticipant, jobId, log, openJob, scheduleStart } from './job.ts';
import { renderJob } from './render-job.ts';

const MOST_IN_A_REQUEST = 200;

/** For machines that go back to where AWS is not, once their failback client has copied the data. */
export const startFailbackLaunch = drsOperation(
  Type.Object({
    recoveryInstanceIDs: Type.Array(RecoveryInstanceId, { minItems: 1, maxItems: MOST_IN_A_REQUEST }),
    tags: Type.Optional(Tags),
  }),
  {
    name: 'StartFailbackLaunch',
    writes: true,
    startsJob: true,
    resources: ({ recoveryInstanceIDs }) => recoveryInstanceIDs,
    run: (call, { recoveryInstanceIDs, tags = {} }) => {
      const instances = recoveryInstanceIDs.map((id) => recoveryInstance(call, id));
      for (const entry of instances) refuseUnready(call, entry);
      admitServers(instances.map(({ server }) => server));
      admitJob(call, instances.length);
      const job = startFailbackJob(call, instances, tags);
      call.note(job.id, 'failback job started');
      for (const { id } of instances) call.note(id, 'failback launch started');
      return { job: renderJob(job) };
    },
  },
);

function refuseUnready({ world, now }: Call, recovered: RecoveryInstance): void {
  if (recovered.server.spec.source?.environment !== 'ON_PREMISES') {
    const message = `${recovered.id} originated in EC2: reverse its replication and launch its source server in the origin Region`;
    throw validation([{ name: 'recoveryInstanceIDs', message }]);
  }
  const state = failbackState(world, recovered, now);
  if (state === 'FAILBACK_READY_FOR_LAUNCH') return;
  throw conflict(
    `Recovery instance ${recovered.id} is not ready for failback: ${state}`,
    recovered.id,
    'RECOVERY_INSTANCE',
  );
}

function startFailbackJob(call: Call, instances: readonly RecoveryInstance[], tags: Record<string, string>): Job {
  const { world, now } = call;
  const participants = instances.map(instanceParticipant);
  applyJobFaults(world, participants, call.strikes);
  const id = jobId(
    world,
    call.place,
    instances.map((entry) => `failback ${entry.id} ${entry.failback.job?.id ?? ''}`),
  );
  const details = { id, type: 'LAUNCH', initiatedBy: 'FAILBACK', at: now, tags } as const;
  const job = openJob(call, details, participants);
  for (const { failback } of instances) failback.job = { id, startedAt: now, outcome: 'running' };
  scheduleStart(call, job, (participant, at) => {
    const recovered = instances.find((entry) => entry.id === participant.recoveryInstanceId);
    if (recovered) convertMachine(call, { job, participant, recovered }, at);
  });
  return job;
}

interface Conversion {
  readonly job: Job;
  readonly participant: Participant;
  readonly recovered: RecoveryInstance;
}

/** The client converts the machine and boots it; the recovery instance stays. */
function convertMachine(call: Call, { job, participant, recovered }: Conversion, at: number): void {
  const { sourceServerId } = participant;
  log(job, { at, event: 'CONVERSION_START', sourceServerId });
  if (participant.isStuck) return;
  const endsAt = at + phaseMs(call.world, recovered.server, 'conversionSeconds') + participant.delayMs;
  call.world.queue.schedule(endsAt, (end) => {
    const reason = participant.plannedFailure?.reason;
    participant.launchStatus = reason === undefined ? 'LAUNCHED' : 'FAILED';
    if (recovered.failback.job) recovered.failback.job.outcome = reason === undefined ? 'completed' : 'failed';
    if (reason === undefined) log(job, { at: end, event: 'CONVERSION_END', sourceServerId });
    else log(job, { at: end, event: 'CONVERSION_FAIL', sourceServerId, rawError: reason });
    completeIfDone(call, job, end);
  });
}

/** Ends a failback by the failback client. On machines that came from EC2 it has no effect: there is no such failback to stop. */
export const stopFailback = drsOperation(Type.Object({ recoveryInstanceID: RecoveryInstanceId }), {
  name: 'StopFailback',
  writes: true,
  resources: ({ recoveryInstanceID }) => [recoveryInstanceID],
  run: (call, { recoveryInstanceID }) => {
    const { id, server, failback } = recoveryInstance(call, recoveryInstanceID);
    if (server.spec.source?.environment !== 'ON_PREMISES') return {};
    failback.isStopped = true;
    delete failback.job;
    call.note(id, 'failback stopped');
    return {};
  },
});
