import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExecutionReport } from '@breakwater/core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { surroundings, WORKSPACE, type Surroundings } from '../testing/run-cli.ts';
import { liveServer, type LiveServer } from './support/live-server.ts';
import { replication, type Replicated } from './support/estate-state.ts';

let here: Surroundings;
beforeEach(() => {
  here = surroundings();
});
afterEach(() => here.leave());

const SPEED = 400;
const ORIGIN = 'us-east-1';
const RECOVERED_TO = 'us-west-2';
const INCIDENT = { incident: 'INC-7', reason: 'us-east-1 is back', confirm: 'core-banking' };
const isServing = ({ state }: Replicated): boolean => state === 'RUNNING' || state === 'PENDING';

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

/** Answers every gate on the command line, until the run is over. */
async function answerGates(server: LiveServer, id: string): Promise<void> {
  const waiting = ({ gates }: ExecutionReport) => gates.filter(({ status }) => status === 'waiting');
  for (;;) {
    const needsSomebody = (report: ExecutionReport) =>
      report.execution.completedAt !== null || waiting(report).length > 0;
    const report = await server.until(id, needsSomebody);
    if (report.execution.completedAt !== null) return;
    for (const gate of waiting(report)) await here.run('gate', 'resolve', id, gate.id, ...(ANSWERS[gate.kind] ?? []));
  }
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
    await answerGates(server, failback);
    const ended = JSON.parse((await here.run('execution', 'show', failback, '--json')).stdout) as ExecutionReport;
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
