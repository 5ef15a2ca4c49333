import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExecutionReport } from '@breakwater/core';
import { CoreBankingRun } from './support/core-banking-run.ts';
import { productionState, replication, type Replicated } from './support/estate-state.ts';

let run: CoreBankingRun;
beforeEach(() => {
  run = new CoreBankingRun();
});
afterEach(() => run.close());

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
