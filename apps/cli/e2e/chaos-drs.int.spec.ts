import { afterEach, describe, expect, it } from '@jest/globals';
import { atEveryBoundary, intentAfterEffect, LEASE_SECONDS, type EveryBoundary } from '@breakwater/application/testing';
import { startProcess } from '@breakwater/engine-embedded/testing';
import { openDrsChaosWorld, type DrsChaosWorld } from './support/drs-chaos-world.ts';

const worlds: DrsChaosWorld[] = [];
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.close()));
});

/** Each run takes a simulator of its own, and some hundred calls over the loopback. */
const MANY_RUNS_MILLISECONDS = 240_000;

const runs: Omit<EveryBoundary, 'kind' | 'where'> = {
  startProcess,
  wanted: { plan: 'payments', mode: 'drill' },
  open: async () => {
    const world = await openDrsChaosWorld();
    worlds.push(world);
    return world;
  },
};

const isAboutLaunches = (boundary: string) => /StartRecovery|intent|checkpoint|step-ended/.test(boundary);

describe('a drill of DRS servers', () => {
  it(
    'launches nothing twice, wherever a crash comes between what is written down and what AWS is told',
    async () => {
      const where = (boundary: string) => isAboutLaunches(boundary) || boundary.includes('append of');
      const { played, violations } = await atEveryBoundary({ ...runs, kind: 'crash', where });
      expect(violations).toEqual({});
      expect(played).toBeGreaterThan(30);
    },
    MANY_RUNS_MILLISECONDS,
  );

  it(
    'launches nothing twice when a worker loses its heartbeat there, and wakes up beside another',
    async () => {
      const wakesAfterSeconds = LEASE_SECONDS * 1.5;
      const { violations } = await atEveryBoundary({
        ...runs,
        kind: 'stall',
        wakesAfterSeconds,
        where: isAboutLaunches,
      });
      expect(violations).toEqual({});
    },
    MANY_RUNS_MILLISECONDS,
  );

  it(
    'is found to launch servers twice when the intent is written after the effect',
    async () => {
      const namesJob = intentAfterEffect(
        (entry) => entry.kind === 'checkpoint' && JSON.stringify(entry.checkpoint).includes('"jobs":[{'),
      );
      const where = (boundary: string) => /StartRecovery took effect/.test(boundary);
      const { violations } = await atEveryBoundary({ ...runs, kind: 'crash', decorate: namesJob, where });
      expect(Object.values(violations).flat()).toContainEqual(expect.stringMatching(/^launched 2 times/));
    },
    MANY_RUNS_MILLISECONDS,
  );
});
