import { describe, expect, it } from '@jest/globals';
import { LeaseLostError } from '@breakwater/core';
import { anOperationRequest } from '../builders/adapter.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { technologyAdapterContract } from './technology-adapter.ts';
import { crashesAt } from './technology-adapter/crash.ts';
import type { OperationWorld, Scenario } from './technology-adapter/operation-world.ts';
import { runOperation, runToEnd } from './technology-adapter/run-operation.ts';
import { sampleAdapter, type SampleFlaws } from './technology-adapter/sample-adapter.ts';
import { NO_CAPACITY, SampleCloud } from './technology-adapter/sample-cloud.ts';

const IDS = ['r-1', 'r-2', 'r-3'];

function sampleWorld(scenario: Scenario, flaws: SampleFlaws = {}): OperationWorld {
  const clock = new VirtualClock();
  const cloud = new SampleCloud(clock);
  if (scenario === 'failing') cloud.withoutCapacity = ['r-2'];
  return {
    request: anOperationRequest({ mode: 'recovery', params: { ids: IDS }, resources: IDS.map((id) => ({ id })) }),
    openWorker: async () => ({
      adapter: sampleAdapter(cloud, flaws),
      aws: cloud.clients(),
      clock,
      close: async () => undefined,
    }),
    writes: async () => cloud.writes,
    effects: async () => cloud.copies(),
    drive: (work) => clock.drive(work),
    mend: async () => {
      cloud.withoutCapacity = [];
    },
    close: async () => undefined,
  };
}

technologyAdapterContract('a sound adapter', sampleAdapter(new SampleCloud(new VirtualClock())), {
  copy: { open: async (scenario) => sampleWorld(scenario), failureReason: NO_CAPACITY },
});

describe('the contract of technology adapters', () => {
  const once = { 'copy of r-1': 1, 'copy of r-2': 1, 'copy of r-3': 1 };

  /** What AWS has seen after each crash there is. */
  async function effectsAfterCrashes(flaws: SampleFlaws) {
    const { calls } = await runOperation(sampleWorld('healthy'), 'copy');
    return Promise.all(
      crashesAt(calls).map(async (crash) => {
        const world = sampleWorld('healthy', flaws);
        await runToEnd(world, 'copy', { crash });
        return world.effects();
      }),
    );
  }

  it('crashes a worker at the first and last call of each kind, before and after it took effect', async () => {
    const { calls } = await runOperation(sampleWorld('healthy'), 'copy');
    expect(calls.slice(0, 2)).toEqual(['sample:StartJob', 'sample:DescribeJobs']);
    const crashes = crashesAt(calls);
    expect(new Set(crashes.map(({ callIndex }) => callIndex))).toEqual(new Set([0, 1, calls.length - 1]));
    expect(crashes).toHaveLength(3 * 4);
  });

  it('finds that a sound adapter acts once, whatever crashes', async () => {
    const effects = await effectsAfterCrashes({});
    expect(effects).toEqual(effects.map(() => once));
  });

  it('notices an adapter that starts again without looking for what is there', async () => {
    expect(await effectsAfterCrashes({ neverAdopts: true })).toContainEqual({
      'copy of r-1': 2,
      'copy of r-2': 2,
      'copy of r-3': 2,
    });
  });

  it('notices an adapter that acts although another worker has the step', async () => {
    const refusing = async () => {
      throw new LeaseLostError('step', 1);
    };
    const flawed = sampleWorld('healthy', { ignoresRefusedCheckpoint: true });
    await runOperation(flawed, 'copy', { onCheckpoint: refusing });
    expect(await flawed.effects()).toEqual(once);

    const sound = sampleWorld('healthy');
    await runOperation(sound, 'copy', { onCheckpoint: refusing });
    expect(await sound.effects()).toEqual({});
  });
});
