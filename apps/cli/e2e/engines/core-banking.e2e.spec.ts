import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionReport } from '@breakwater/core';
import { installedAdapters } from '@breakwater/hosting';
import { withoutFunctionRuns, type ProductionState, type Replicated } from '../support/estate-state.ts';
import { coreBanking, MODES, quickEstate, type CoreBankingPlayed } from './core-banking.ts';
import { ENGINES, onEachEngine, sameOnBoth, type Endings, type Engine, type OnEngines } from './on-each-engine.ts';

/** A step whose operation is quick has three simulated minutes: on a busy machine that must be seconds of it. */
const SPEED = 80;
const LAUNCHED = 132;
const ORIGIN = 'us-east-1';
const RECOVERED_TO = 'us-west-2';

const EXPECTED: Endings<(typeof MODES)[number]> = {
  drill: ['completed', 'degraded'],
  cleanup: ['completed', 'clean'],
  recovery: ['completed', 'degraded'],
  rollback: ['completed', 'clean'],
  'recovery-again': ['completed', 'degraded'],
  failback: ['completed', 'clean'],
};

let played: OnEngines<CoreBankingPlayed> = {};
beforeAll(async () => {
  played = await onEachEngine(SPEED, quickEstate, coreBanking);
}, 900_000);

function playedOn(engine: Engine): CoreBankingPlayed {
  const found = played[engine];
  if (found === undefined) throw new Error(`nothing was played on ${engine}`);
  return found;
}

describe('core-banking comes to the same on both engines, in every mode', () => {
  sameOnBoth(MODES, EXPECTED, (engine, mode) => playedOn(engine).modes[mode].report);
});

const stepsOf = ({ waves }: ExecutionReport) => waves.flatMap(({ steps }) => steps);
/** The instances that a step has launched, sorted: their ids are new in every run. */
const recoveredBy = (report: ExecutionReport, step: string): readonly string[] =>
  stepsOf(report)
    .filter(({ id }) => id === step)
    .flatMap(({ resources }) => resources.map(({ recoveryInstanceId }) => recoveryInstanceId))
    .filter((id) => typeof id === 'string')
    .toSorted();
/** Steps that did something which, by the manifest of their operation, nobody can take back. */
function notReversible(report: ExecutionReport): string[] {
  const adapters = installedAdapters();
  return stepsOf(report)
    .filter(({ exercised }) => exercised === true)
    .filter(({ technology, operation }) => adapters.operation(technology, operation)?.reversible === 'no')
    .map(({ id }) => id)
    .toSorted();
}
/** What is in use now and was not then. */
const newIn = (now: readonly string[], then: readonly string[]) => now.filter((id) => !then.includes(id));

describe.each(ENGINES)('a drill of all technologies on the engine %s', (engine) => {
  it('leaves everything that is not its own as it was, and its clean-up nothing of its own', () => {
    const { before, modes } = playedOn(engine);
    const { drill, cleanup } = modes;
    expect(drill.report.objectives.notProven).toEqual(
      expect.arrayContaining(['ledger-planned', 'open-payments', 'dns']),
    );
    expect(drill.estate.liveInstanceCount).toBe(LAUNCHED);
    expect(drill.estate.production).toEqual(before.production);
    expect(cleanup.estate.liveInstanceCount).toBe(0);
    expect(cleanup.estate.production).toEqual(before.production);
  });
});

describe.each(ENGINES)('a recovery with all technologies on the engine %s', (engine) => {
  it('moves everything', () => {
    const { cleanup, recovery } = playedOn(engine).modes;
    expect(recovery.report.objectives.notProven).toEqual([]);
    const moved = JSON.stringify(recovery.estate.production);
    expect(moved).toContain('"pay-west.example.com"');
    expect(moved).not.toContain('"pay-east.example.com"');
    expect(recovery.estate.liveInstanceCount).toBe(LAUNCHED);
    const launched = recoveredBy(recovery.report, 'app-servers');
    expect(launched).toHaveLength(47);
    const { commanded, balanced } = recovery.estate.inUse;
    expect(newIn(commanded, cleanup.estate.inUse.commanded)).toEqual(launched);
    expect(balanced).toEqual(expect.arrayContaining([...launched]));
  });

  it('is brought back by its rollback, but for what cannot be', () => {
    const { before, modes } = playedOn(engine);
    const { recovery, rollback } = modes;
    expect(rollback.report.execution).toMatchObject({ mode: 'rollback', status: 'completed' });
    const stays = rollback.report.findings.filter(({ code }) => code === 'not-reversible');
    expect(stays.map(({ resource }) => resource).toSorted()).toEqual(notReversible(recovery.report));
    expect(stays.map(({ resource }) => resource)).toContain('smoke-test');
    expect(rollback.estate.liveInstanceCount).toBe(0);
    expect(withoutFunctionRuns(rollback.estate.production)).toEqual(withoutFunctionRuns(before.production));
  });
});

const startOf = ({ waves }: ExecutionReport, wave: string): string =>
  waves.find(({ id }) => id === wave)?.startedAt ?? `${wave} never began`;
const isServing = ({ state }: Replicated): boolean => state === 'RUNNING' || state === 'PENDING';

/**
 * The part of production that decides who is served from where. A place of the simulator comes into being when something
 * is first launched there; only those that were there before count.
 */
const served = ({ places, globalClusters }: ProductionState, before: ProductionState) => ({
  globalClusters,
  places: places
    .filter((place) =>
      before.places.some(({ account, region }) => account === place.account && region === place.region),
    )
    .map(({ account, region, ...parts }) => {
      const { securityGroups, hostedZones, loadBalancing, routingControls, rds }: Record<string, unknown> = parts;
      return { account, region, securityGroups, hostedZones, loadBalancing, routingControls, rds };
    }),
});

describe.each(ENGINES)('a generated failback of that recovery on the engine %s', (engine) => {
  it('has its graph reviewed by people, and tidies up only after what it launched is protected', () => {
    const { report } = playedOn(engine).modes.failback;
    expect(report.execution).toMatchObject({ mode: 'failback', status: 'completed', outcome: 'clean' });
    const reviewed = report.gates.find(({ kind }) => kind === 'approval');
    expect(reviewed?.instructions).toContain('generated from a recovery');
    const order = ['replicate-back', 'servers', 'traffic-traffic', 'protect-again', 'tidy-up'];
    const starts = order.map((wave) => startOf(report, wave));
    expect(starts).toEqual(starts.toSorted());
  });

  it('leaves traffic, writers and rules where they were', () => {
    const { before, modes } = playedOn(engine);
    expect(served(modes.failback.estate.production, before.production)).toEqual(
      served(before.production, before.production),
    );
  });

  it('returns to the Region of origin, and protects what it launched there', () => {
    const { instances, servers } = playedOn(engine).modes.failback.estate.replication;
    const serving = instances.filter(isServing);
    expect(serving).toHaveLength(LAUNCHED);
    expect(new Set(serving.map(({ region }) => region))).toEqual(new Set([ORIGIN]));
    const protecting = servers.filter(({ region, state }) => region === RECOVERED_TO && state === 'CONTINUOUS');
    const replicated = new Set(protecting.map(({ replicates }) => replicates));
    expect(serving.filter(({ id }) => !replicated.has(id))).toEqual([]);
    const wayBack = servers.filter(({ region }) => region === ORIGIN);
    expect(wayBack).toHaveLength(LAUNCHED);
    expect(new Set(wayBack.map(({ state }) => state))).toEqual(new Set(['STOPPED']));
  });
});
