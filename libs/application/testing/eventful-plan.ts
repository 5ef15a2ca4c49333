import type { RecoveryPlan } from '@breakwater/core';
import { aRecoveryPlan, aStep, aWave } from '@breakwater/core/testing';
import type { DisturbedWorld } from './disturbed-run.ts';
import { fakeWorld, type FakeWorld } from './played-world.ts';

const recover = (id: string, ...sourceServerIds: string[]) => aStep({ id, params: { sourceServerIds } });

/**
 * A plan in which everything happens that an engine has to survive: waves side by side, steps side by side and one after
 * the other, an automatic retry, a failure that a person decides on, an approval and a manual step.
 */
export const eventfulPlan = (): RecoveryPlan => {
  const { order: _order, ...plan } = aRecoveryPlan({
    waves: [
      aWave({ id: 'data', dependsOn: [], steps: [recover('ledger', 's-ledger-1', 's-ledger-2')] }),
      aWave({
        id: 'settle',
        dependsOn: [],
        steps: [{ id: 'caches', technology: 'built-in', operation: 'wait', params: { minutes: 2 } }],
      }),
      aWave({
        id: 'web',
        dependsOn: ['data'],
        steps: [
          recover('app', 's-app-1', 's-app-2'),
          { ...recover('batch', 's-batch'), retry: { attempts: 2, only: 'failed' } },
          { ...recover('proxy', 's-proxy'), after: ['app'] },
        ],
      }),
      aWave({
        id: 'edge',
        dependsOn: ['web', 'settle'],
        approval: { modes: ['drill'], from: [{ role: 'recovery-manager', count: 1 }], excludes: ['initiator'] },
        steps: [
          recover('front', 's-front-1', 's-front-2'),
          {
            id: 'tell',
            technology: 'manual',
            operation: 'task',
            instructions: 'call them',
            owner: 'duty',
            expectedMinutes: 5,
          },
        ],
      }),
    ],
  });
  return plan;
};

/** A world with {@link eventfulPlan}, in which two servers fail at first. */
export async function eventfulWorld(): Promise<FakeWorld & DisturbedWorld> {
  const world = await fakeWorld(eventfulPlan());
  world.cloud.failLaunches('s-batch', 1);
  world.cloud.failLaunches('s-front-2', 1);
  return { ...world, launches: () => world.cloud.launches };
}
