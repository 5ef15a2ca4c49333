import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { silentLog, type Selection } from '@breakwater/core';
import { anApplicationEstate, openApplicationWorld, TARGET, type ApplicationWorld } from '../../testing/index.ts';
import { resolveInstances } from './resolve.ts';

let world: ApplicationWorld;
beforeAll(async () => {
  world = await openApplicationWorld(
    anApplicationEstate({
      instances: [
        { id: 'i-00000000000000003', name: 'app-3', tags: { Application: 'payments', Tier: 'app' } },
        { id: 'i-00000000000000001', name: 'app-1', tags: { Application: 'payments', Tier: 'web' } },
        { id: 'i-00000000000000002', name: 'app-2', tags: { Application: 'ledger', Tier: 'app' } },
      ],
    }),
  );
});
afterAll(() => world.close());

const names = async (selection: Selection) => {
  const context = { aws: world.aws, clock: world.clock, log: silentLog, signal: new AbortController().signal };
  return (await resolveInstances(selection, TARGET, context)).map(({ name }) => name);
};

describe('instances', () => {
  it.each<[string, Selection, string[]]>([
    ['ids, those that exist', { ids: ['i-00000000000000002', 'i-00000000000000009'] }, ['app-2']],
    ['all of several tags', { allOf: { Application: 'payments', Tier: 'app' } }, ['app-3']],
    [
      'any of several tags, each once',
      { anyOf: { Application: 'payments', Tier: 'app' } },
      ['app-1', 'app-2', 'app-3'],
    ],
    ['tags that others must not have', { allOf: { Tier: 'app' }, noneOf: { Application: 'ledger' } }, ['app-3']],
    ['all of some and any of others', { allOf: { Application: 'payments' }, anyOf: { Tier: 'web' } }, ['app-1']],
  ])('are found by %s', async (_what, selection, expected) => {
    expect(await names(selection)).toEqual(expected);
  });
});
