import { afterEach, describe, expect, it } from '@jest/globals';
import type { Selection } from '@breakwater/core';
import { aDbCluster, aDbInstance, anEstateOf, RECOVERY_REGION } from '@breakwater/simulator/testing';
import { contextFor, openDatabaseWorld, requestFor, WEST, type DatabaseWorld } from '../testing/index.ts';
import { resolveDatabases } from './resolve.ts';

let world: DatabaseWorld;
afterEach(() => world.close());

async function resolve(selection: Selection): Promise<string[]> {
  world = await openDatabaseWorld(
    anEstateOf({
      [RECOVERY_REGION]: {
        rds: {
          clusters: [
            aDbCluster({
              tags: { app: 'pay', tier: 'db' },
              instances: [{ id: 'ledger-1', tags: { app: 'pay', tier: 'db' } }, { id: 'ledger-2' }],
            }),
            aDbCluster({ id: 'both', tags: { app: 'pay', env: 'test' } }),
          ],
          instances: [aDbInstance({ id: 'both' }), aDbInstance({ tags: { app: 'pay' } }), aDbInstance({ id: 'other' })],
        },
      },
    }),
  );
  const context = contextFor(world, await requestFor(world, 'failover-cluster', { protectionGroup: 'unused' }));
  const found = await world.clock.drive(resolveDatabases(selection, WEST, context));
  return found.map(({ id }) => id.split(':').slice(5).join(':'));
}

describe('a selection of databases', () => {
  it('by tags takes clusters and instances, and not the instances of a cluster', async () => {
    expect(await resolve({ allOf: { app: 'pay' } })).toEqual(['cluster:both', 'cluster:ledger', 'db:core']);
  });

  it('knows all, any and none of some tags', async () => {
    expect(await resolve({ allOf: { app: 'pay' }, noneOf: { env: 'test' } })).toEqual(['cluster:ledger', 'db:core']);
    await world.close();
    expect(await resolve({ anyOf: { env: 'test', tier: 'db' } })).toEqual(['cluster:both', 'cluster:ledger']);
  });

  it('takes ids with their kind, bare ones, and ARNs', async () => {
    expect(
      await resolve({ ids: ['cluster:both', 'core', 'arn:aws:rds:us-west-2:222233334444:db:other', 'ledger-2'] }),
    ).toEqual(['cluster:both', 'db:core', 'db:ledger-2', 'db:other']);
  });

  it('asks which one is meant by a name that a cluster and an instance share', async () => {
    await expect(resolve({ ids: ['both'] })).rejects.toThrow(
      'both is both a cluster and an instance: write cluster:both or db:both',
    );
  });
});
