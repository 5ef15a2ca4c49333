import { describe, expect, it } from '@jest/globals';
import { executionId, resourceKey, type ResourceLocks, ResourcesBusyError } from '@breakwater/core';
import { type Harness, openedForEach, raced } from './opened.ts';

export interface ResourceLocksHarness extends Harness {
  readonly locks: ResourceLocks;
  /** The same data as another process sees it. */
  readonly peer: ResourceLocks;
}

const DRILL = executionId('drill-1');
const RECOVERY = executionId('recovery-1');
const server = (id: string) => resourceKey('drs', { account: '333344445555', region: 'us-west-2' }, id);
const [ONE, TWO, THREE] = [server('s-1'), server('s-2'), server('s-3')];

/** What a caller may rely on from any {@link ResourceLocks}. */
export function resourceLocksContract(name: string, open: () => Promise<ResourceLocksHarness>): void {
  describe(`${name} as ResourceLocks`, () => {
    const harness = openedForEach(open);

    it('tells who holds what, and leaves out what is free', async () => {
      const { locks, peer } = harness();
      await locks.acquire(DRILL, [ONE, TWO]);
      expect(await peer.holders([ONE, TWO, THREE])).toEqual(
        new Map([
          [ONE, DRILL],
          [TWO, DRILL],
        ]),
      );
      expect(await peer.holders([])).toEqual(new Map());
    });

    it('changes nothing when the same execution takes a lock again', async () => {
      const { locks } = harness();
      await locks.acquire(DRILL, [ONE, ONE]);
      await locks.acquire(DRILL, [ONE, TWO]);
      expect(await locks.holders([ONE, TWO])).toEqual(new Map([ONE, TWO].map((key) => [key, DRILL])));
    });

    it('names every resource that another execution holds, and then takes none', async () => {
      const { locks, peer } = harness();
      await locks.acquire(DRILL, [ONE, THREE]);
      const refusal = peer.acquire(RECOVERY, [ONE, TWO, THREE]);
      await expect(refusal).rejects.toThrow(ResourcesBusyError);
      await expect(refusal).rejects.toMatchObject({ busy: new Map([ONE, THREE].map((key) => [key, DRILL])) });
      expect(await locks.holders([TWO])).toEqual(new Map());
    });

    it('lets go of everything that the execution holds, and of nothing else', async () => {
      const { locks } = harness();
      await locks.acquire(DRILL, [ONE, TWO]);
      await locks.acquire(RECOVERY, [THREE]);
      await locks.release(DRILL);
      await locks.release(DRILL);
      expect(await locks.holders([ONE, TWO, THREE])).toEqual(new Map([[THREE, RECOVERY]]));
      await expect(locks.acquire(RECOVERY, [ONE, TWO])).resolves.toBeUndefined();
    });

    it('gives a resource to exactly one of many executions', async () => {
      const { locks, peer } = harness();
      const contestants = Array.from({ length: 10 }, (_, index) => executionId(`drill-${index}`));
      const race = await raced(
        contestants.map(async (holder, index) => {
          const resources = index % 3 ? [ONE, TWO] : [TWO, ONE];
          await (index % 2 ? locks : peer).acquire(holder, resources);
          return holder;
        }),
      );
      expect(race.won).toHaveLength(1);
      expect(race.lost.filter((reason) => !(reason instanceof ResourcesBusyError))).toEqual([]);
      expect([...(await locks.holders([ONE, TWO])).values()]).toEqual([race.won[0], race.won[0]]);
    });

    it('holds thousands of resources at once', async () => {
      const { locks } = harness();
      const many = Array.from({ length: 4000 }, (_, index) => server(`s-${index}`));
      await locks.acquire(DRILL, many);
      expect((await locks.holders(many)).size).toBe(many.length);
      await expect(locks.acquire(RECOVERY, many)).rejects.toThrow(`${many.length} resources`);
    });
  });
}
