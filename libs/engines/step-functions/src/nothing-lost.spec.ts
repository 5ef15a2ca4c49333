import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  atEveryBoundary,
  disturbedRun,
  eventfulWorld,
  LEASE_SECONDS,
  Lifeline,
  playProcess,
  violations,
  type EveryBoundary,
} from '@breakwater/application/testing';
import { hubViolations, hubWorld, startDisturbedHub, type HubWorld } from '../testing/hub-world.ts';
import { InMemoryGateTokens } from '@breakwater/core/testing';
import { withRandomDeaths } from '../testing/random-deaths.ts';

/** Some hundred runs each, on a virtual clock. */
const MANY_RUNS_MILLISECONDS = 120_000;

const open = async () => hubWorld(await eventfulWorld());
const everywhere: Omit<EveryBoundary<HubWorld>, 'kind'> = {
  startProcess: startDisturbedHub,
  open,
  wanted: { plan: 'payments', mode: 'drill' },
  alsoWrong: hubViolations,
};

/** Repeated often, and alike each time. */
const isRoutine = (boundary: string) => /renewal|progress|Heartbeat|DescribeExecution/.test(boundary);

/** Where wake-ups are parked, claimed, answered and given. */
const isAboutGates = (boundary: string) =>
  /(parking|withdrawal) of|claim of (stage|approval|manual|decision)|SendTask(Success|Failure)|StartExecution|append of/.test(
    boundary,
  );

describe('an execution on Step Functions', () => {
  it('launches every server once for each attempt when nothing goes wrong', async () => {
    const world = await open();
    const { report, launches, boundaries } = await disturbedRun(world, everywhere);
    expect(report.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
    expect(launches).toHaveLength(10);
    expect(hubViolations(world)).toEqual([]);
    expect(boundaries.length).toBeGreaterThan(400);
  });

  it(
    'loses nothing and does nothing twice, wherever its process dies',
    async () => {
      const { played, violations: found } = await atEveryBoundary({
        ...everywhere,
        kind: 'crash',
        where: (boundary) => !isRoutine(boundary),
      });
      expect(found).toEqual({});
      expect(played).toBeGreaterThan(250);
    },
    MANY_RUNS_MILLISECONDS,
  );

  it(
    'is not disturbed by a process that stands still at a gate, and wakes up when another has gone on',
    async () => {
      const wakesAfterSeconds = LEASE_SECONDS * 1.5;
      const results = await atEveryBoundary({ ...everywhere, kind: 'stall', wakesAfterSeconds, where: isAboutGates });
      expect(results.violations).toEqual({});
      expect(results.played).toBeGreaterThan(100);
    },
    MANY_RUNS_MILLISECONDS,
  );

  it(
    'is not disturbed by a call or a write that takes long, while others go on',
    async () => {
      const wakesAfterSeconds = LEASE_SECONDS * 0.6;
      const where = (boundary: string) => isAboutGates(boundary) && !boundary.includes('append of');
      const results = await atEveryBoundary({ ...everywhere, kind: 'slow', wakesAfterSeconds, where });
      expect(results.violations).toEqual({});
    },
    MANY_RUNS_MILLISECONDS,
  );

  it(
    'comes to the same end when several processes work on it, and die one after the other',
    async () => {
      const undisturbed = await disturbedRun(await open(), everywhere);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(300), { minLength: 1, maxLength: 6 }), async (lives) => {
          const world = await open();
          const { id } = await withRandomDeaths(world, lives);
          const { application } = playProcess(world, 'reader', new Lifeline());
          const shown = await application.showExecution(id);
          if (shown === undefined) throw new Error(`execution ${id} is gone`);
          const aftermath = { id, stores: world.stores, report: shown.report, launches: world.launches() };
          expect(await violations(aftermath, undisturbed)).toEqual([]);
          expect(hubViolations(world)).toEqual([]);
        }),
        { numRuns: 40 },
      );
    },
    MANY_RUNS_MILLISECONDS,
  );
});

describe('a mutant', () => {
  /** Every claimant is given every token. */
  class EverybodyClaims extends InMemoryGateTokens {
    override async claim(...[id, gate]: Parameters<InMemoryGateTokens['claim']>) {
      const { tokens } = await this.list();
      return tokens.filter((parked) => parked.executionId === id && parked.gateId === gate);
    }
  }

  it('that leaves claimed tokens parked is found to answer calls twice', async () => {
    const results = await atEveryBoundary({
      ...everywhere,
      open: async () => ({ ...(await open()), tokens: new EverybodyClaims() }),
      kind: 'crash',
      where: (boundary) => boundary.startsWith('after claim of stage.web'),
    });
    expect(Object.values(results.violations).flat()).toContainEqual(expect.stringMatching(/^ended 2 times/));
  });
});
