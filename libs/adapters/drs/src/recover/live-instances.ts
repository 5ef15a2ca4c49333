import type { RecoveryInstanceView } from '../service/recovery-instances.ts';

export const LIVE_RECOVERY_INSTANCE = 'live-recovery-instance';

/**
 * Real recovery instances by source server. DRS terminates a server's earlier recovery instances at each new launch, so
 * launching such a server would end what may carry production.
 */
export function liveInstances(instances: readonly RecoveryInstanceView[]): ReadonlyMap<string, RecoveryInstanceView> {
  const live = new Map<string, RecoveryInstanceView>();
  for (const instance of instances) {
    if (instance.sourceServerId !== undefined && !instance.isDrill && !instance.isGone) {
      live.set(instance.sourceServerId, instance);
    }
  }
  return live;
}

export const liveInstanceMessage = (server: string, { instanceId }: RecoveryInstanceView): string =>
  `${server} has the recovery instance ${instanceId} of a real recovery, which a new launch would terminate: ` +
  'fail back or terminate it first, if it carries nothing any more';
