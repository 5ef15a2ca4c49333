import { stepId, type OperationRequest } from '@breakwater/core';
import { anOperationRequest } from '@breakwater/core/testing';
import { sourceServerId, type Simulator } from '@breakwater/simulator';
import { EXECUTION, ORIGIN_REGION, TARGET } from './drs-world.ts';

/** Ids of the simulated servers of these names in the target. */
export const serverIds = (names: readonly string[]): string[] =>
  names.map((name) => sourceServerId({ accountId: TARGET.account, region: TARGET.region }, name)).sort();

/** Recovers these servers in a drill; `facts` tell the operating system. */
export function aRecoverRequest(ids: readonly string[], over: Partial<OperationRequest> = {}): OperationRequest {
  return anOperationRequest({
    executionId: EXECUTION,
    stepId: stepId('app-servers'),
    target: TARGET,
    originRegion: ORIGIN_REGION,
    params: { sourceServerIds: [...ids] },
    resources: ids.map((id) => ({ id, facts: { os: 'linux' } })),
    ...over,
  });
}

/** How often each source server was launched, by the simulator's own books. */
export function launchCounts(simulator: Simulator): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { sourceServerId: id } of simulator.control.launches()) counts[id] = (counts[id] ?? 0) + 1;
  return counts;
}
