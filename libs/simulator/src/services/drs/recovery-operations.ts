import Type from 'typebox';

import type { Call } from '../../protocol/operation.ts';
import { admitJob, admitLaunch, admitServers, pinnedPoint } from './admission.ts';
import { RecoveryInstanceId, SnapshotId, SourceServerId, Tags } from './drs-input.ts';
import { drsOperation, recoveryInstance, sourceServer } from './drs-operation.ts';
import { conflict } from './drs-errors.ts';
import type { RecoveryInstance } from './drs-state.ts';
import type { JobFaults } from './job-faults.ts';
import { startLaunchJob } from './launch-job.ts';
import { renderJob } from './render-job.ts';
import { replicatesFrom } from './replication.ts';
import { startTerminateJob } from './terminate-job.ts';

const MOST_IN_A_REQUEST = 200;

export const startRecovery = drsOperation(
  Type.Object({
    sourceServers: Type.Array(
      Type.Object({ sourceServerID: SourceServerId, recoverySnapshotID: Type.Optional(SnapshotId) }),
      { minItems: 1, maxItems: MOST_IN_A_REQUEST },
    ),
    isDrill: Type.Optional(Type.Boolean()),
    tags: Type.Optional(Tags),
  }),
  {
    name: 'StartRecovery',
    writes: true,
    startsJob: true,
    successStatus: 202,
    resources: ({ sourceServers }) => sourceServers.map(({ sourceServerID }) => sourceServerID),
    run: (call, { sourceServers, isDrill = false, tags = {} }) => {
      if (Object.keys(tags).length > 0) call.require('drs:TagResource');
      const entries = sourceServers.map(({ sourceServerID, recoverySnapshotID }) => ({
        server: sourceServer(call, sourceServerID),
        recoverySnapshotID,
      }));
      const servers = entries.map(({ server }) => server);
      admitServers(servers);
      admitLaunch(servers);
      admitJob(call, servers.length);
      const chosen = entries.map(({ server, recoverySnapshotID }) => ({
        server,
        ...(recoverySnapshotID === undefined ? {} : { pinnedPoint: pinnedPoint(call, server, recoverySnapshotID) }),
      }));
      const job = startLaunchJob(call, {
        servers: chosen,
        isDrill,
        tags,
        caller: call.caller,
        at: call.now,
        faults: jobFaults(call),
      });
      call.note(job.id, `${isDrill ? 'drill' : 'recovery'} job started`);
      for (const { id } of servers) call.note(id, 'launch started');
      return { job: renderJob(job) };
    },
  },
);

export const terminateRecoveryInstances = drsOperation(
  Type.Object({ recoveryInstanceIDs: Type.Array(RecoveryInstanceId, { minItems: 1, maxItems: MOST_IN_A_REQUEST }) }),
  {
    name: 'TerminateRecoveryInstances',
    writes: true,
    startsJob: true,
    resources: ({ recoveryInstanceIDs }) => recoveryInstanceIDs,
    run: (call, { recoveryInstanceIDs }) => {
      const instances = recoveryInstanceIDs.map((id) => recoveryInstance(call, id));
      for (const entry of instances) refuseReplicating(call, entry);
      admitServers(instances.map(({ server }) => server));
      admitJob(call, instances.length);
      const job = startTerminateJob(call, { instances, caller: call.caller, at: call.now, faults: jobFaults(call) });
      call.note(job.id, 'terminate job started');
      for (const { id } of instances) call.note(id, 'termination started');
      return { job: renderJob(job) };
    },
  },
);

/** A machine that is being replicated back is the source of that; it can go when the replication has been stopped. */
function refuseReplicating({ world }: Call, recovered: RecoveryInstance): void {
  const reversed = replicatesFrom(world, recovered);
  if (!reversed) return;
  const message = `Recovery instance ${recovered.id} is being replicated: stop the replication of source server ${reversed.id} first`;
  throw conflict(message, recovered.id, 'RECOVERY_INSTANCE');
}

function jobFaults({ strikes }: Call): JobFaults {
  return strikes.filter(
    ({ spec }) => spec.kind === 'stuck' || spec.kind === 'partial' || spec.jobSeconds !== undefined,
  );
}
