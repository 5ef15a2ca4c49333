import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExecutionReport } from '@breakwater/core';
import { surroundings, type Surroundings } from '../testing/run-cli.ts';
import { liveServer } from './support/live-server.ts';
import { liveInstanceCount } from './support/simulated-estate.ts';

let here: Surroundings;
beforeEach(() => {
  here = surroundings();
});
afterEach(() => here.leave());

const PLAN = 'first-drill';
const ESTATE = 'examples/estates/first-drill.yaml';
const INCIDENT = { incident: 'INC-7', reason: 'us-east-1 dark', confirm: PLAN };
const SERIOUS = Object.entries(INCIDENT).flatMap(([name, value]) => [`--${name}`, value]);
const RECOVERY = { mode: 'recovery', ...INCIDENT };

const firstWaveRuns = ({ waves }: ExecutionReport) => waves[0]?.status === 'running';
const hasEnded = ({ execution }: ExecutionReport) => execution.completedAt !== null;
/** The execution that a command says it has begun. */
const begunIn = (stdout: string): string => /execution watch (\S+)/.exec(stdout)?.[1] ?? 'nothing has begun';

describe('an adapter that is switched off in the middle of an execution', () => {
  it('leaves its steps to people, with its own runbook, and the execution completes', async () => {
    // Slow enough that the first wave, some minutes of the estate's time, outlasts a command on a busy machine.
    const { start, until } = await liveServer(here, ESTATE, 12);
    const id = await start(PLAN, { mode: 'drill' });
    await until(id, firstWaveRuns);
    const off = await here.run('adapters', 'disable', 'drs', '--reason', 'it loses jobs');
    expect(off).toMatchObject({ code: 0, stdout: expect.stringContaining('drs is switched off') });
    expect((await here.run('adapters')).stdout).toMatch(/^drs\n {2}SWITCHED OFF since .* by local:\S+: it loses/m);

    const waits = await until(id, ({ gates }) => gates.some(({ status }) => status === 'waiting'));
    expect(waits.waves.map(({ status }) => status)).toEqual(['completed', 'waiting']);
    const gate = waits.gates.find(({ status }) => status === 'waiting');
    expect(gate).toMatchObject({ kind: 'manual', stepId: 'shop-web', waitsFor: 'duty-manager' });
    expect(gate?.instructions).toContain('it loses jobs');
    expect(gate?.instructions).toContain('aws drs start-recovery');
    const runbook = await here.run('execution', 'runbook', id);
    const commands = runbook.stdout
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.startsWith('aws drs'));
    for (const command of commands.slice(-1)) expect(gate?.instructions).toContain(command);

    const done = ['gate', 'resolve', id, gate?.id ?? '', 'done-by-hand', '--note', 'three instances, all reachable'];
    expect((await here.run(...done)).code).toBe(0);
    expect((await here.run('execution', 'watch', id)).code).toBe(0);
    expect((await here.run('adapters', 'enable', 'drs')).code).toBe(0);
    expect((await here.run('adapters')).stdout).not.toContain('SWITCHED OFF');
  });
});

describe('a recovery of resources that a drill has', () => {
  it('ends the drill and recovers them', async () => {
    const { start, until } = await liveServer(here, ESTATE, 60);
    const drill = await start(PLAN, { mode: 'drill' });
    await until(drill, firstWaveRuns);
    const recovery = await until(await start(PLAN, RECOVERY), hasEnded);
    expect(recovery.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
    expect(recovery.findings).toContainEqual(
      expect.objectContaining({ code: 'drill-pre-empted', message: expect.stringContaining(drill) }),
    );
    expect((await until(drill, hasEnded)).execution.status).toBe('cancelled');
  });
});

describe('a recovery that is rolled back', () => {
  it('shows what will be taken back, and leaves no recovery instance', async () => {
    const { simulator, start, until } = await liveServer(here, ESTATE, 600);
    const id = await start(PLAN, RECOVERY);
    expect((await until(id, hasEnded)).execution.status).toBe('completed');
    expect(await liveInstanceCount(simulator)).toBe(4);

    const other = ['--incident', 'INC-7', '--reason', 'r', '--confirm', 'other-plan'];
    expect((await here.run('execution', 'rollback', id, ...other)).code).toBe(2);
    const rollback = await here.run('execution', 'rollback', id, ...SERIOUS);
    expect(rollback.code).toBe(0);
    const order = ['WHAT WILL BE TAKEN BACK', 'shop-db-rollback', 'shop-web-rollback', 'has begun'].map((words) =>
      rollback.stdout.indexOf(words),
    );
    expect(order).toEqual(order.toSorted((left, right) => left - right));
    expect(order[0]).toBeGreaterThan(-1);
    expect((await here.run('execution', 'watch', begunIn(rollback.stdout))).code).toBe(0);
    expect(await liveInstanceCount(simulator)).toBe(0);
  });

  it('has nothing to show for a failback that the plan has none for', async () => {
    const { start, until } = await liveServer(here, ESTATE, 600);
    const id = await start(PLAN, RECOVERY);
    await until(id, hasEnded);
    const failback = await here.run('execution', 'failback', id, ...SERIOUS);
    expect(failback).toMatchObject({ code: 2, stdout: '' });
    expect(failback.stderr).toContain('failback: none');
  });
});

describe('drill --cleanup', () => {
  it('leaves nothing behind, and says so', async () => {
    const simulator = await here.start(/listens on (\S+),/, 'simulate', ESTATE, '--port', '0', '--speed', '600');
    const words = ['drill', `examples/plans/${PLAN}.yaml`, '--simulate', simulator.found];
    const left = await here.run(...words, '--json');
    expect((JSON.parse(left.stdout) as ExecutionReport).exists).toHaveLength(4);
    expect(await liveInstanceCount(simulator.found)).toBe(4);

    const cleaned = await here.run(...words, '--cleanup', '--json');
    const report = JSON.parse(cleaned.stdout) as ExecutionReport;
    expect(cleaned.code).toBe(0);
    expect(report.execution).toMatchObject({ mode: 'drill', status: 'completed', outcome: 'clean' });
    expect(report.exists).toEqual([]);
    expect(cleaned.stderr).toMatch(/^Cleaned up by execution \S+\.$/m);
    expect(await liveInstanceCount(simulator.found)).toBe(0);
  });
});
