import { describe, expect, it } from '@jest/globals';
import {
  atEveryBoundary,
  disturbedRun,
  epochIgnored,
  eventfulWorld,
  intentAfterEffect,
  LEASE_SECONDS,
  leaseIgnored,
  type EveryBoundary,
} from '@breakwater/application/testing';
import { startProcess } from '../testing/index.ts';

/** Some hundred runs each, on a virtual clock. */
const MANY_RUNS_MILLISECONDS = 120_000;

const everywhere: Omit<EveryBoundary, 'kind'> = {
  startProcess,
  open: eventfulWorld,
  wanted: { plan: 'payments', mode: 'drill' },
};

describe('an execution', () => {
  it('launches every server once for each attempt when nothing goes wrong', async () => {
    const { report, launches, boundaries } = await disturbedRun(await eventfulWorld(), everywhere);
    expect(report.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
    expect(launches.map(({ server, key }) => `${server} ${key.split('/').slice(1).join('/')}`).sort()).toEqual([
      's-app-1 app/1',
      's-app-2 app/1',
      's-batch batch/1',
      's-batch batch/2',
      's-front-1 front/1',
      's-front-2 front/1',
      's-front-2 front/2',
      's-ledger-1 ledger/1',
      's-ledger-2 ledger/1',
      's-proxy proxy/1',
    ]);
    expect(boundaries.length).toBeGreaterThan(200);
  });

  it(
    'is not disturbed by a worker that wakes up when all is over',
    async () => {
      const isEffect = (boundary: string) => /StartJob|intent|checkpoint/.test(boundary);
      const results = await atEveryBoundary({ ...everywhere, kind: 'stall', wakesAfterSeconds: 3600, where: isEffect });
      expect(results.violations).toEqual({});
    },
    MANY_RUNS_MILLISECONDS,
  );
});

describe.each([
  ['an execution', everywhere],
  ['an execution that is taken over by the engine of a second process', { ...everywhere, takesOver: true }],
])('%s', (_which, runs) => {
  it(
    'does nothing twice and loses nothing, whichever effect a crash comes before or after',
    async () => {
      const { played, violations } = await atEveryBoundary({ ...runs, kind: 'crash' });
      expect(violations).toEqual({});
      expect(played).toBeGreaterThan(200);
    },
    MANY_RUNS_MILLISECONDS,
  );

  it(
    'is not disturbed by a worker that loses its heartbeat anywhere and wakes up while another works on its step',
    async () => {
      const where = (boundary: string) => !/renewal|progress/.test(boundary);
      const wakesAfterSeconds = LEASE_SECONDS * 1.5;
      const results = await atEveryBoundary({ ...runs, kind: 'stall', wakesAfterSeconds, where });
      expect(results.violations).toEqual({});
    },
    MANY_RUNS_MILLISECONDS,
  );

  it(
    'waits for a worker that is slow but alive',
    async () => {
      const results = await atEveryBoundary({ ...runs, kind: 'slow', wakesAfterSeconds: LEASE_SECONDS * 0.6 });
      expect(results.violations).toEqual({});
    },
    MANY_RUNS_MILLISECONDS,
  );
});

describe('a mutant', () => {
  const isAboutLaunches = (boundary: string) => /StartJob|intent|checkpoint/.test(boundary);

  it(
    'that writes the intent after the effect is found to launch servers twice',
    async () => {
      const { violations } = await atEveryBoundary({
        ...everywhere,
        kind: 'crash',
        decorate: intentAfterEffect(({ kind }) => kind === 'checkpoint'),
        where: isAboutLaunches,
      });
      expect(Object.values(violations).flat()).toContainEqual(expect.stringMatching(/^launched 2 times: s-ledger-1/));
    },
    MANY_RUNS_MILLISECONDS,
  );

  it(
    'that ignores the lease is found to launch servers twice',
    async () => {
      const { violations } = await atEveryBoundary({
        ...everywhere,
        kind: 'slow',
        wakesAfterSeconds: LEASE_SECONDS * 0.6,
        decorate: leaseIgnored,
        where: isAboutLaunches,
      });
      expect(Object.values(violations).flat()).toContainEqual(expect.stringMatching(/^launched 2 times: s-ledger-1/));
    },
    MANY_RUNS_MILLISECONDS,
  );

  it(
    'that ignores the epoch is found to go on beside the engine that took over',
    async () => {
      const { violations } = await atEveryBoundary({
        ...everywhere,
        takesOver: true,
        kind: 'slow',
        wakesAfterSeconds: LEASE_SECONDS * 0.6,
        distort: epochIgnored,
        where: isAboutLaunches,
      });
      const found = 'step-started by a worker of the engine that had lost the execution';
      expect(Object.values(violations).flat()).toContain(found);
    },
    MANY_RUNS_MILLISECONDS,
  );
});
