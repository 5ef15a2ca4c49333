import { isReal, type JudgedInstance } from '../service/kept-instances.ts';

export const LIVE_RECOVERY_INSTANCE = 'live-recovery-instance';

/**
 * Real recovery instances by source server, and those of drills that are kept for real. DRS terminates a server's earlier
 * recovery instances at each new launch, so launching such a server would end what may carry production.
 */
export function liveInstances(instances: readonly JudgedInstance[]): ReadonlyMap<string, JudgedInstance> {
  const live = new Map<string, JudgedInstance>();
  for (const instance of instances) {
    if (instance.sourceServerId !== undefined && isReal(instance) && !instance.isGone) {
      live.set(instance.sourceServerId, instance);
    }
  }
  return live;
}

export const liveInstanceMessage = (server: string, { instanceId, keptBy }: JudgedInstance): string =>
  keptBy === undefined
    ? `${server} has the recovery instance ${instanceId} of a real recovery, which a new launch would terminate: ` +
      'fail back or terminate it first, if it carries nothing any more'
    : `${server} has the drill instance ${instanceId}, which execution ${keptBy} keeps for real and a new launch would ` +
      'terminate: terminate it first, if it carries nothing any more';
