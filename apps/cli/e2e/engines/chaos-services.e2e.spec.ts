import { afterEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '../../testing/wait-for.ts';
import { launchViolations } from '../support/aftermath.ts';
import { chaosOfServices, startChaosDrill } from './chaos-services.ts';
import { DistributedHosting } from './distributed-hosting.ts';
import { Play } from './play.ts';

const hostings: DistributedHosting[] = [];
afterEach(async () => {
  await Promise.all(hostings.splice(0).map((hosting) => hosting.close()));
});

describe('services that are killed again and again', () => {
  it('complete the drill, launch every server once and lose no gate', async () => {
    const { kills, report, violations } = await chaosOfServices({
      speed: 60,
      count: 6,
      seed: 20_260_104,
      approvesAfter: 4,
    });
    expect(report.execution).toMatchObject({ status: 'completed', outcome: 'clean', simulated: true });
    expect(violations).toEqual([]);
    expect(kills.total).toBe(6);
    expect(Object.values(kills.of)).not.toContain(0);
    expect(kills.whileUnfinished).toBeGreaterThanOrEqual(4);
    expect(kills.besideSuccessor).toBeGreaterThan(0);
    expect(kills.together).toBeGreaterThan(0);
  });

  it('are found to launch servers twice when their adapter hosts write the intent after the effect', async () => {
    const hosting = new DistributedHosting(undefined, { 'adapter-host': '../cli/e2e/support/adapter-host-mutant.ts' });
    hostings.push(hosting);
    const play = new Play(hosting);
    await startChaosDrill(hosting, play, 60, {
      kind: 'late',
      operation: 'drs:StartRecovery',
      answerSeconds: 60,
      count: 1,
    });
    await waitFor(async () => ((await hosting.records.callCount('StartRecovery')) > 0 ? true : undefined));
    await hosting.replaceService('adapter-host');
    const seen = await waitFor(async () => {
      const found = (await launchViolations(hosting.records)).filter((violation) =>
        /launched \d+ times/.test(violation),
      );
      return found.length > 0 ? found : undefined;
    }, 60);
    expect(seen).toContainEqual(expect.stringMatching(/^launched 2 times: ledger-/));
  });
});
