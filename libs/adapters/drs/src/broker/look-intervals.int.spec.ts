import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { epochMilliseconds } from '@breakwater/core';
import { anEstate, aSourceServer } from '@breakwater/simulator/testing';
import { aRecoverRequest, openDrsWorld, runStep, serverIds, type DrsWorld } from '../../testing/index.ts';

const NAMES = Array.from({ length: 12 }, (_, index) => `app-${index}`);
/** The close interval, the second in which steps gather, and how early a look may be. */
const CLOSE_LOOK_MILLISECONDS = 7_000;

let world: DrsWorld;
afterEach(() => world.close());

const open = async (quotas = {}): Promise<void> => {
  const servers = NAMES.map((name) => aSourceServer({ name }));
  world = await openDrsWorld(anEstate({ servers, quotas }));
};
const sorted = (instants: readonly string[]): number[] => instants.map((at) => Date.parse(at)).sort((a, b) => a - b);
const looks = (): number =>
  world.simulator.control.calls().find(({ operation }) => operation === 'DescribeJobs')?.count ?? 0;

describe('looking at jobs', () => {
  describe('that are ending', () => {
    beforeEach(() => open());

    it('notices the last server soon, and does not look that often before the first is through', async () => {
      await runStep(world, 'recover', aRecoverRequest(serverIds(NAMES)));
      const launches = world.simulator.control.launches();
      const ends = sorted(launches.map(({ endedAt }) => endedAt ?? ''));
      const [first = 0] = ends;
      const last = ends.at(-1) ?? 0;
      const [begun = 0] = sorted(launches.map(({ startedAt }) => startedAt));
      expect(epochMilliseconds(world.clock.now()) - last).toBeLessThan(CLOSE_LOOK_MILLISECONDS);
      const usual = Math.ceil((first - begun) / 13_500);
      const close = Math.ceil((last - first) / 4_500);
      expect(looks()).toBeLessThanOrEqual(usual + close + 3);
    });
  });

  describe('while room is short', () => {
    beforeEach(() => open({ concurrentJobs: 3, serversInJobs: 3 }));

    it('fills a place soon after it is free', async () => {
      await runStep(world, 'recover', aRecoverRequest(serverIds(NAMES)));
      const launches = world.simulator.control.launches();
      const starts = sorted(launches.map(({ startedAt }) => startedAt)).slice(3);
      const ends = sorted(launches.map(({ endedAt }) => endedAt ?? ''));
      const idle = starts.map((at, index) => at - (ends[index] ?? Infinity));
      expect(idle).toHaveLength(NAMES.length - 3);
      expect(Math.max(...idle)).toBeLessThan(CLOSE_LOOK_MILLISECONDS);
    });
  });
});
