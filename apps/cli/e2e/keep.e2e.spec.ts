import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExecutionReport } from '@breakwater/core';
import { surroundings, type Surroundings } from '../testing/run-cli.ts';
import { liveServer } from './support/live-server.ts';
import { runningMachines } from './support/simulated-estate.ts';

let here: Surroundings;
beforeEach(() => {
  here = surroundings();
});
afterEach(() => here.leave());

const PLAN = 'first-drill';
const ESTATE = 'examples/estates/first-drill.yaml';
const REASON = 'us-east-1 is dark: the shop goes on from here';
const RECOVERY = { mode: 'recovery', incident: 'INC-7', reason: 'us-east-1 dark', confirm: PLAN };

const hasEnded = ({ execution }: ExecutionReport) => execution.completedAt !== null;
/** The execution that a command says it has begun. */
const begunIn = (stdout: string): string => /execution watch (\S+)/.exec(stdout)?.[1] ?? 'nothing has begun';
const instancesOf = ({ waves }: ExecutionReport, step: string) =>
  waves
    .flatMap(({ steps }) => steps)
    .filter(({ id }) => id === step)
    .flatMap(({ resources }) => resources.map((resource) => resource['recoveryInstanceId']))
    .toSorted();

describe('keeping a step of a drill for real', () => {
  it('lets its servers run on without expiry through the clean-up, and refuses to launch over them', async () => {
    const { simulator, start, until } = await liveServer(here, ESTATE, 600);
    const drill = await start(PLAN, { mode: 'drill' });
    const drilled = await until(drill, hasEnded);
    const web = instancesOf(drilled, 'shop-web');
    expect((await runningMachines(simulator)).every(({ tags }) => 'breakwater:expires-at' in tags)).toBe(true);

    for (const [words, problem] of [
      [['--step', 'shop-web'], '--reason'],
      [['--reason', REASON, '--step', 'nowhere'], `execution ${drill} has no step nowhere`],
    ] as const) {
      const refused = await here.run('execution', 'keep', drill, ...words);
      expect([refused.code, refused.stdout]).toEqual([2, '']);
      expect(refused.stderr).toContain(problem);
    }

    const kept = await here.run('execution', 'keep', drill, '--step', 'shop-web', '--reason', REASON);
    expect(kept.code).toBe(0);
    expect(kept.stdout).toContain('WHAT WILL BE KEPT FOR REAL');
    expect(kept.stdout).toContain('shop-web-keep');
    const keeper = begunIn(kept.stdout);
    const watched = await here.run('execution', 'watch', keeper);
    expect(watched.code).toBe(0);
    expect(watched.stdout).toContain(REASON);
    expect(watched.stdout).toMatch(/^ .*recovery instance, kept for real$/m);
    const keep = JSON.parse((await here.run('execution', 'show', keeper, '--json')).stdout) as ExecutionReport;
    expect(keep.execution).toMatchObject({ mode: 'keep', of: drill, steps: ['shop-web'], reason: REASON });
    expect(keep.exists.map(({ id, kept: isKept }) => [id, isKept])).toEqual(web.map((id) => [id, true]));

    const cleanup = await here.run('execution', 'cleanup', drill);
    const cleaned = await here.run('execution', 'watch', begunIn(cleanup.stdout), '--json');
    expect(cleaned.code).toBe(0);
    expect((JSON.parse(cleaned.stdout) as ExecutionReport).exists).toEqual(
      web.map((id) => expect.objectContaining({ id, kept: true })),
    );
    const left = await runningMachines(simulator);
    expect(left.map(({ id }) => id).toSorted()).toEqual(web);
    for (const { tags, terminationProtected } of left) {
      expect(tags['breakwater:kept-by']).toBe(keeper);
      expect(tags).not.toHaveProperty('breakwater:expires-at');
      expect(terminationProtected).toBe(true);
    }

    for (const input of [{ mode: 'drill' }, RECOVERY]) {
      const report = await until(await start(PLAN, input), hasEnded);
      expect(report.execution.status).toBe('rejected');
      expect(report.findings.filter(({ code }) => code === 'live-recovery-instance')).toHaveLength(web.length);
    }
    expect((await runningMachines(simulator)).map(({ id }) => id).toSorted()).toEqual(web);
  });
});
