import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExecutionReport } from '@breakwater/core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { surroundings, WORKSPACE, type Surroundings } from '../testing/run-cli.ts';
import { waitFor } from '../testing/wait-for.ts';
import { liveServer } from './support/live-server.ts';
import { CoreBankingRun } from './support/core-banking-run.ts';
import { productionState, replication, type Replicated } from './support/estate-state.ts';

let run: CoreBankingRun;
let here: Surroundings;
beforeEach(() => {
  run = new CoreBankingRun();
  here = surroundings();
});
afterEach(async () => {
  await run.close();
  await here.leave();
});

const SPEED = 400;
const ORIGIN = 'us-east-1';
const RECOVERED_TO = 'us-west-2';
const INCIDENT = { incident: 'INC-7', reason: 'us-east-1 is back', confirm: 'core-banking' };
const LAUNCHED = 132;

const startOf = ({ waves }: ExecutionReport, wave: string): string =>
  waves.find(({ id }) => id === wave)?.startedAt ?? `${wave} never began`;
const isServing = ({ state }: Replicated): boolean => state === 'RUNNING' || state === 'PENDING';

type Production = Awaited<ReturnType<typeof productionState>>;

/**
 * The part of production that decides who is served from where. A place of the simulator comes into being when something
 * is first launched there; only those that were there before count.
 */
const served = ({ places, globalClusters }: Production, before: Production) => ({
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

describe('a generated failback of a recovery with all technologies', () => {
  it('returns to the Region of origin, protects what it launched there, and only then tidies up', async () => {
    await run.open(SPEED);
    const before = await productionState(run.simulator);
    const recovery = await run.start('executions', {
      ...{ plan: 'core-banking', mode: 'recovery', intent: 'planned' },
      ...INCIDENT,
    });
    expect((await run.ended(recovery)).execution.status).toBe('completed');

    const failback = await run.start('executions', {
      ...{ plan: 'core-banking', mode: 'failback', of: recovery },
      ...INCIDENT,
    });
    const returned = await run.ended(failback);
    expect(returned.execution).toMatchObject({ mode: 'failback', status: 'completed', outcome: 'clean' });
    const reviewed = returned.gates.find(({ kind }) => kind === 'approval');
    expect(reviewed?.instructions).toContain('generated from a recovery');
    const order = ['replicate-back', 'servers', 'traffic-traffic', 'protect-again', 'tidy-up'];
    const starts = order.map((wave) => startOf(returned, wave));
    expect(starts).toEqual(starts.toSorted());

    // Traffic, writers and rules are where they were.
    expect(served(await productionState(run.simulator), before)).toEqual(served(before, before));

    const { instances, servers } = await replication(run.simulator);
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

const FIXTURES = join(WORKSPACE, 'apps/cli/e2e/fixtures');
const WRITTEN = readFileSync(join(FIXTURES, 'written-failback.yaml'), 'utf8');
/** The same plan, whose way back is left to the platform. */
const GENERATED = WRITTEN.slice(0, WRITTEN.indexOf('\nfailback:'))
  .replace('written-failback', 'generated-failback')
  .concat('\nfailback: generate\n');
/** What a person answers to a gate, on the command line. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  approval: ['approve'],
  manual: ['done-by-hand', '--note', 'the records are gone'],
};

const serious = (plan: string) => ({ ...INCIDENT, confirm: plan });

/** Opens the small estate, and recovers a plan's two servers for real. */
async function recovered(plan: string, document: string) {
  const server = await liveServer(here, join(FIXTURES, 'failback-estate.yaml'), SPEED);
  const recovery = await server.start(plan, { mode: 'recovery', ...serious(plan) }, document);
  const { execution } = await server.until(recovery, ({ execution: { completedAt } }) => completedAt !== null);
  expect(execution.status).toBe('completed');
  return { server, recovery };
}

/** Both servers run at their origin alone, and replicate to where they were recovered to. */
async function expectReturned(simulator: string): Promise<void> {
  const { instances, servers } = await replication(simulator);
  const serving = instances.filter(isServing);
  expect(serving.map(({ region }) => region)).toEqual([ORIGIN, ORIGIN]);
  const continuous = servers.filter(({ state }) => state === 'CONTINUOUS');
  expect(continuous.map(({ region }) => region)).toEqual([RECOVERED_TO, RECOVERED_TO]);
  expect(continuous.map(({ replicates }) => replicates).toSorted()).toEqual(serving.map(({ id }) => id).toSorted());
}

describe('a failback on the command line', () => {
  it('shows the generated way back, asks for a review, and returns', async () => {
    const plan = 'generated-failback';
    const { server, recovery } = await recovered(plan, GENERATED);
    const words = Object.entries(serious(plan)).flatMap(([name, value]) => [`--${name}`, value]);
    const begun = await here.run('execution', 'failback', recovery, ...words);
    expect(begun.code).toBe(0);
    const waves = ['replicate-back', 'servers', 'protect-again', 'tidy-up'].map((wave) => begun.stdout.indexOf(wave));
    expect(waves).toEqual(waves.toSorted((left, right) => left - right));
    expect(waves[0]).toBeGreaterThan(-1);
    const failback = /execution watch (\S+)/.exec(begun.stdout)?.[1] ?? 'nothing has begun';
    const ended = await waitFor(async () => {
      const report = JSON.parse((await here.run('execution', 'show', failback, '--json')).stdout) as ExecutionReport;
      for (const { id, kind } of report.gates.filter(({ status }) => status === 'waiting')) {
        await here.run('gate', 'resolve', failback, id, ...(ANSWERS[kind] ?? []));
      }
      return report.execution.completedAt === null ? undefined : report;
    }, 180);
    expect(ended.execution).toMatchObject({ mode: 'failback', status: 'completed', outcome: 'clean' });
    await expectReturned(server.simulator);
  });
});

describe("a failback by the author's own waves", () => {
  it('returns as it is written', async () => {
    const plan = 'written-failback';
    const { server, recovery } = await recovered(plan, WRITTEN);
    const way = { mode: 'failback', of: recovery, parameters: { recovery }, ...serious(plan) };
    const failback = await server.start(plan, way, WRITTEN);
    const { execution } = await server.until(failback, ({ execution: { completedAt } }) => completedAt !== null);
    expect(execution).toMatchObject({ mode: 'failback', status: 'completed', outcome: 'clean' });
    await expectReturned(server.simulator);
  });
});
