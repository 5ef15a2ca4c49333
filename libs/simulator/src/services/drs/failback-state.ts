import type { FailbackState, RecoveryInstanceDataReplicationState } from '@aws-sdk/client-drs';

import { durationMs } from '../../estate/duration.ts';
import type { World } from '../../world/world.ts';
import type { RecoveryInstance } from './drs-state.ts';
import { shownState } from './render-source-server.ts';
import { replicatesFrom } from './replication.ts';

/** How far the way back of a recovery instance is: by reverse replication, or by the failback client outside AWS. */
export function failbackState(world: World, recovered: RecoveryInstance, now: number): FailbackState {
  if (recovered.server.spec.source?.environment === 'ON_PREMISES') return clientState(recovered, now);
  const reversed = replicatesFrom(world, recovered);
  if (!reversed) return 'FAILBACK_NOT_STARTED';
  const state = shownState({ world }, reversed, now);
  if (state === 'CONTINUOUS') return 'FAILBACK_READY_FOR_LAUNCH';
  return state === 'INITIATING' || state === 'INITIAL_SYNC' ? 'FAILBACK_IN_PROGRESS' : 'FAILBACK_NOT_READY_FOR_LAUNCH';
}

const JOB_STATES = {
  running: 'FAILBACK_IN_PROGRESS',
  completed: 'FAILBACK_COMPLETED',
  failed: 'FAILBACK_ERROR',
} as const;

function clientState({ server, instance, failback }: RecoveryInstance, now: number): FailbackState {
  const client = server.spec.failbackClient;
  if (failback.job) return JOB_STATES[failback.job.outcome];
  if (!client || failback.isStopped || now < instance.runningAt + durationMs(client.pairedAfter)) {
    return 'FAILBACK_NOT_STARTED';
  }
  return now < instance.runningAt + durationMs(client.readyAfter)
    ? 'FAILBACK_IN_PROGRESS'
    : 'FAILBACK_READY_FOR_LAUNCH';
}

/** Of the data that flows from the instance back to its origin. */
export function reverseReplicationState(
  world: World,
  recovered: RecoveryInstance,
  now: number,
): RecoveryInstanceDataReplicationState {
  if (recovered.disconnected) return 'DISCONNECTED';
  const reversed = replicatesFrom(world, recovered);
  return reversed ? shownState({ world }, reversed, now) : 'NOT_STARTED';
}
