import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '../testing/wait-for.ts';
import { eventsSinceTakeOver, violationsOf } from './support/aftermath.ts';
import { ChaosRun } from './support/chaos-run.ts';
import type { PlayedProcess } from './support/played-process.ts';

let run: ChaosRun;
beforeEach(() => {
  run = new ChaosRun();
});
afterEach(() => run.close());

const takeOver = () => run.command('execution', 'take-over', run.executionId, '--note', 'us-east-1 is dark');

/** The steps that a process began to work on after the take-over. */
const begunLateBy = async ({ pid }: PlayedProcess) => {
  const events = await eventsSinceTakeOver(run);
  return events.filter((event) => 'worker' in event && event.worker.includes(`/${pid}/`)).map(({ type }) => type);
};

/** The log of the data folder has a line with this message. */
const logged = (file: string, message: string) =>
  waitFor(async () => ((await readFile(join(run.dataDir, file), 'utf8')).includes(message) ? true : undefined), 20);

describe('an execution of a hub that is lost', () => {
  it('is gone on with by another hub once it is taken over, and by that one alone', async () => {
    await run.startSimulator(30);
    const east = await run.openServer({ engine: 'hub-east' });
    await run.startDrill();
    await waitFor(async () => ((await run.records.callCount('StartRecovery')) > 0 ? true : undefined));
    await east.kill();

    const west = await run.openServer({ engine: 'hub-west' });
    expect(west.output()).not.toContain('goes on with');
    expect((await run.report())?.execution.engine).toEqual({ name: 'hub-east', epoch: 1 });
    expect(await takeOver()).toMatch(/Engine +hub-west, which took it over \(epoch 2\)/);

    const back = await run.openServer({ engine: 'hub-east' });
    expect(back.output()).not.toContain('goes on with');
    await west.kill();
    const next = await run.openServer({ engine: 'hub-west' });
    expect(next.output()).toContain('goes on with 1 unfinished execution');
    const { execution } = await run.ended(120);
    expect(execution).toMatchObject({
      status: 'completed',
      outcome: 'clean',
      engine: { name: 'hub-west', epoch: 2 },
    });
    expect(await violationsOf(run)).toEqual([]);
    expect(await begunLateBy(back)).toEqual([]);
    const history = await run.command('execution', 'events', run.executionId);
    expect(history).toMatch(/engine-taken-over +hub-west, epoch 2 by local:/);
  });

  it('is let go of by the first hub that is alive in the middle of a launch, which then comes to nothing', async () => {
    const go = join(run.folder, 'go');
    await run.startSimulator(60);
    const east = await run.openServer({
      mutant: 'slow-to-launch',
      engine: 'hub-east',
      environment: { HOLD_UNTIL: go },
    });
    await run.startDrill();
    await waitFor(async () => {
      const [data] = (await run.report())?.waves ?? [];
      return data?.status === 'running' ? true : undefined;
    });
    await run.openServer({ engine: 'hub-west' });
    expect(await run.records.launches()).toEqual([]);
    expect(await takeOver()).toContain('hub-west, which took it over (epoch 2)');
    await waitFor(async () => ((await run.records.launches()).length > 0 ? true : undefined));
    await writeFile(go, '');
    await logged('mutant.log', 'an execution was taken over and is let go of');
    expect((await run.ended(120)).execution).toMatchObject({ status: 'completed', engine: { name: 'hub-west' } });
    expect(await violationsOf(run)).toEqual([]);
    expect(await begunLateBy(east)).toEqual([]);
  });
});
