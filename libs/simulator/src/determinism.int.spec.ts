import { StartRecoveryCommand } from '@aws-sdk/client-drs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { aSourceServer, anEstate, RECOVERY_REGION, SPOKE_ACCOUNT } from '../testing/an-estate.ts';
import { spokeClients } from '../testing/sdk-clients.ts';
import { virtualClock } from '../testing/virtual-clock.ts';
import type { WorldState } from './control/state.ts';
import { sourceServerId } from './estate/server-id.ts';
import { startSimulator } from './simulator.ts';

const NAMES = ['app-1', 'app-2', 'app-3', 'app-4'];
const estate = anEstate({
  servers: [
    aSourceServer({ name: 'app-{n}', count: 2 }),
    aSourceServer({ name: 'app-3', os: 'windows' }),
    aSourceServer({ name: 'app-4', launch: { fails: 'no capacity' } }),
  ],
});

/** Starts a job for each server in this order, at one instant, looking in between so many times; then lets all end. */
async function run(seed: number, order: readonly string[], looks: number): Promise<WorldState> {
  const clock = virtualClock();
  const simulator = await startSimulator({ estate, seed, clock });
  const { drs, destroy } = await spokeClients(simulator);
  for (const name of order) {
    const sourceServerID = sourceServerId({ accountId: SPOKE_ACCOUNT, region: RECOVERY_REGION }, name);
    await drs.send(new StartRecoveryCommand({ sourceServers: [{ sourceServerID }], isDrill: true }));
  }
  for (let look = 0; look < looks; look += 1) {
    clock.advance(7_200 / looks);
    simulator.control.state();
  }
  const state = simulator.control.state();
  destroy();
  await simulator.close();
  return state;
}

describe('a seed', () => {
  it('decides the run, however the calls interleave and however often somebody looks', async () => {
    const expected = await run(3, NAMES, 1);
    expect(expected.places[0]?.jobs).toHaveLength(4);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(NAMES, { minLength: NAMES.length }),
        fc.constantFrom(1, 8, 100),
        async (order, looks) => expect(await run(3, order, looks)).toEqual(expected),
      ),
      { numRuns: 12 },
    );
  });

  it('is what makes two runs differ', async () => {
    const one = await run(3, NAMES, 1);
    const other = await run(4, NAMES, 1);
    expect(other.places[0]?.jobs[0]?.endDateTime).not.toBe(one.places[0]?.jobs[0]?.endDateTime);
    expect(other.places[0]?.sourceServers.map(({ sourceServerID }) => sourceServerID)).toEqual(
      one.places[0]?.sourceServers.map(({ sourceServerID }) => sourceServerID),
    );
  });
});
