import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { executionId } from '@breakwater/core';
import { waitFor } from '../../testing/wait-for.ts';
import { startChaosDrill, violationsOf } from './chaos-services.ts';
import { DistributedHosting } from './distributed-hosting.ts';
import { Play } from './play.ts';

const SPEED = 60;
const APPROVES = { approval: { action: 'approve' } } as const;
let hosting: DistributedHosting;
beforeEach(() => {
  hosting = new DistributedHosting();
});
afterEach(() => hosting.close());

describe('an execution on Step Functions whose services are cut off in the middle of a launch', () => {
  it('is gone on with by one process on the same tables, and they do no harm when they are back', async () => {
    const play = new Play(hosting);
    const id = await startChaosDrill(hosting, play, SPEED);
    await waitFor(async () => ((await hosting.records.callCount('StartRecovery')) > 0 ? true : undefined));
    hosting.freezeServices();

    await hosting.startEmbeddedOnTables('laptop');
    expect((await play.report(id)).execution.engine?.name).toMatch(/^arn:aws:states:/);
    await play.tell(id, 'take-over', 'eu-west-1 is dark');
    await play.until(id, ({ waves }) => waves.some((wave) => wave.id === 'web' && wave.status === 'running'), {});
    hosting.wakeServices();

    const { execution } = await play.ended(id, APPROVES);
    expect(execution).toMatchObject({
      status: 'completed',
      outcome: 'clean',
      engine: { name: 'laptop', epoch: 2 },
    });
    await hosting.withStores(async ({ gateTokens }) => {
      const isForgotten = async () => ((await gateTokens.list()).tokens.length === 0 ? true : undefined);
      await waitFor(isForgotten, 60);
    });
    expect(await violationsOf(hosting, id)).toEqual([]);
    const events = await hosting.withStores(({ executions }) => executions.read(executionId(id)));
    const types = events.flatMap((commit) => commit.events.map(({ type }) => type));
    expect(types.filter((type) => type === 'engine-taken-over')).toHaveLength(1);
  });
});
