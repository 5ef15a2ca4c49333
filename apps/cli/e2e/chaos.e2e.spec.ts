import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '../testing/wait-for.ts';
import { launchViolations, violationsOf } from './support/aftermath.ts';
import { ChaosRun } from './support/chaos-run.ts';
import { killServers } from './support/kill-servers.ts';

let run: ChaosRun;
beforeEach(() => {
  run = new ChaosRun();
});
afterEach(() => run.close());

describe('a server that is killed again and again', () => {
  it('completes its drill, launches every server once and keeps its history whole', async () => {
    await run.startSimulator(30);
    const kills = await killServers(run, { count: 30, seed: 20_260_101, approvesAfter: 20 });
    await run.openServer();
    const report = await run.ended(120);
    expect(report.execution).toMatchObject({ status: 'completed', outcome: 'clean', simulated: true });
    expect(await violationsOf(run)).toEqual([]);
    expect(kills.total).toBe(30);
    expect(kills.whileUnfinished).toBeGreaterThan(20);
    expect(kills.besideAnother).toBeGreaterThan(3);
    expect(kills.rightAfterSending).toBeGreaterThan(0);
  });

  it('waits for another server that is slow to launch, but alive', async () => {
    const go = join(run.folder, 'go');
    await run.startSimulator(120);
    await run.openServer({ mutant: 'slow-to-launch', environment: { HOLD_UNTIL: go } });
    await run.startDrill();
    await run.openServer();
    await sleep(6_000);
    expect(await run.records.launches()).toEqual([]);
    await writeFile(go, '');
    expect((await run.ended(90)).execution.status).toBe('completed');
    expect(await violationsOf(run)).toEqual([]);
  });
});

describe('a mutant', () => {
  it('that writes the intent after the effect is found to launch servers twice', async () => {
    const mutant = 'intent-after-effect';
    await run.startSimulator(120);
    const first = await run.openServer({ mutant, leaseSeconds: 4 });
    await run.records.setFault({ kind: 'late', operation: 'drs:StartRecovery', answerSeconds: 30, count: 1 });
    await run.startDrill();
    await waitFor(async () => ((await run.records.callCount('StartRecovery')) > 0 ? true : undefined));
    await first.kill();
    await run.openServer({ mutant, leaseSeconds: 4 });
    await expectSecondLaunch();
  });

  it('that ignores the lease is found to launch servers twice', async () => {
    const mutant = 'lease-ignored';
    const go = join(run.folder, 'go');
    await run.startSimulator(120);
    await run.openServer({ mutant, environment: { HOLD_UNTIL: go } });
    await run.startDrill();
    await run.openServer({ mutant });
    await waitFor(async () =>
      (await run.records.launches()).some(({ outcome }) => outcome === 'launched') ? true : undefined,
    );
    await writeFile(go, '');
    await expectSecondLaunch();
  });

  const expectSecondLaunch = async () => {
    const seen = await waitFor(async () => {
      const found = (await launchViolations(run.records)).filter((violation) => /launched \d+ times/.test(violation));
      return found.length > 0 ? found : undefined;
    }, 60);
    expect(seen).toContainEqual(expect.stringMatching(/^launched 2 times: ledger-/));
  };
});
