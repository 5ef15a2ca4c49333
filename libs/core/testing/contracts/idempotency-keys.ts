import { describe, expect, it } from '@jest/globals';
import type { IdempotencyKeys } from '@breakwater/core';
import { type Harness, openedForEach } from './opened.ts';

export interface IdempotencyKeysHarness extends Harness {
  readonly keys: IdempotencyKeys;
  /** The same data as another process sees it. */
  readonly peer: IdempotencyKeys;
}

/** What a caller may rely on from any {@link IdempotencyKeys}. */
export function idempotencyKeysContract(name: string, open: () => Promise<IdempotencyKeysHarness>): void {
  describe(`${name} as IdempotencyKeys`, () => {
    const harness = openedForEach(open);

    it('remembers what the first call said, and tells later ones', async () => {
      const { keys, peer } = harness();
      expect(await keys.remember('ana/1', 'hash-a', 'drill-1')).toEqual({
        fingerprint: 'hash-a',
        value: 'drill-1',
        fresh: true,
      });
      const remembered = { fingerprint: 'hash-a', value: 'drill-1', fresh: false };
      expect(await keys.remember('ana/1', 'hash-a', 'drill-2')).toEqual(remembered);
      expect(await peer.remember('ana/1', 'hash-b', 'drill-3')).toEqual(remembered);
    });

    it('keeps keys apart', async () => {
      const { keys } = harness();
      await keys.remember('ana/1', 'hash-a', 'drill-1');
      expect(await keys.remember('ben/1', 'hash-a', 'drill-2')).toMatchObject({ value: 'drill-2', fresh: true });
    });

    it('lets exactly one of many first calls be the first', async () => {
      const { keys, peer } = harness();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => (index % 2 ? keys : peer).remember('ana/1', 'hash', `drill-${index}`)),
      );
      const [first] = answers.filter(({ fresh }) => fresh);
      expect(answers.filter(({ fresh }) => fresh)).toHaveLength(1);
      expect(new Set(answers.map(({ value }) => value))).toEqual(new Set([first?.value]));
    });
  });
}
