import { describe, expect, it } from '@jest/globals';
import { LeaseHeldError, LeaseLostError, type Leases } from '@breakwater/core';
import { type Harness, openedForEach, raced } from './opened.ts';

export interface LeasesHarness extends Harness {
  readonly leases: Leases;
  /** The same data as another process sees it. */
  readonly peer: Leases;
}

const KEY = 'step/drill-1/servers';

/** What a caller may rely on from any {@link Leases}. */
export function leasesContract(name: string, open: () => Promise<LeasesHarness>): void {
  describe(`${name} as Leases`, () => {
    const harness = openedForEach(open);
    claimCases(harness);
    holdCases(harness);
  });
}

function claimCases(harness: () => LeasesHarness): void {
  it('gives a lease that nobody has had at epoch 1', async () => {
    const { leases, peer } = harness();
    expect(await leases.read(KEY)).toBeUndefined();
    const lease = await leases.claim(KEY, 'ana', 30, undefined);
    expect(lease).toMatchObject({ key: KEY, epoch: 1, holder: 'ana', lengthSeconds: 30, released: false });
    expect(await peer.read(KEY)).toEqual(lease);
  });

  it('raises the epoch with each claim', async () => {
    const { leases, peer } = harness();
    const first = await leases.claim(KEY, 'ana', 30, undefined);
    const second = await peer.claim(KEY, 'ben', 45, first);
    expect(second).toMatchObject({ epoch: 2, holder: 'ben', lengthSeconds: 45, released: false });
    expect(await leases.read(KEY)).toEqual(second);
  });

  it('refuses a claim by somebody who has not seen that it was claimed, renewed or released since', async () => {
    const { leases } = harness();
    const first = await leases.claim(KEY, 'ana', 30, undefined);
    await expect(leases.claim(KEY, 'ben', 30, undefined)).rejects.toThrow(LeaseHeldError);
    const renewed = await leases.renew(first);
    await expect(leases.claim(KEY, 'ben', 30, first)).rejects.toThrow(LeaseHeldError);
    await leases.release(renewed);
    await expect(leases.claim(KEY, 'ben', 30, renewed)).rejects.toThrow(LeaseHeldError);
    const released = await leases.read(KEY);
    expect(released).toMatchObject({ epoch: 1, released: true });
    await expect(leases.claim(KEY, 'ben', 30, released)).resolves.toMatchObject({ epoch: 2, released: false });
  });

  it.each([false, true])('lets exactly one of many claimants win (of a lease that was there: %s)', async (wasThere) => {
    const { leases, peer } = harness();
    const seen = wasThere ? await leases.claim(KEY, 'gone', 30, undefined) : undefined;
    const claims = Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? leases : peer).claim(KEY, `worker ${index}`, 30, seen),
    );
    const race = await raced(claims);
    expect(race.won).toHaveLength(1);
    expect(race.lost.filter((reason) => !(reason instanceof LeaseHeldError))).toEqual([]);
    expect(await leases.read(KEY)).toEqual(race.won[0]);
  });

  it('keeps keys apart', async () => {
    const { leases } = harness();
    await leases.claim(KEY, 'ana', 30, undefined);
    await expect(leases.claim(`${KEY}/other`, 'ben', 30, undefined)).resolves.toMatchObject({ epoch: 1 });
  });
}

function holdCases(harness: () => LeasesHarness): void {
  it('raises the beat with each renewal, so that a watcher sees life', async () => {
    const { leases, peer } = harness();
    const first = await leases.claim(KEY, 'ana', 30, undefined);
    const second = await leases.renew(first);
    const third = await leases.renew(second);
    expect(third.epoch).toBe(first.epoch);
    expect(second.beat).toBeGreaterThan(first.beat);
    expect(third.beat).toBeGreaterThan(second.beat);
    expect(await peer.read(KEY)).toEqual(third);
  });

  it('tells a holder that it has lost the lease when it renews', async () => {
    const { leases, peer } = harness();
    const lost = await leases.claim(KEY, 'ana', 30, undefined);
    const taken = await peer.claim(KEY, 'ben', 30, lost);
    const renewal = leases.renew(lost);
    await expect(renewal).rejects.toThrow(LeaseLostError);
    await expect(renewal).rejects.toMatchObject({ key: KEY, epoch: 1 });
    expect(await leases.read(KEY)).toEqual(taken);
  });

  it('does not renew what was released, or was never there', async () => {
    const { leases } = harness();
    const lease = await leases.claim(KEY, 'ana', 30, undefined);
    await leases.release(lease);
    await expect(leases.renew(lease)).rejects.toThrow(LeaseLostError);
    await expect(leases.renew({ ...lease, key: 'unknown' })).rejects.toThrow(LeaseLostError);
  });

  it('leaves the lease of the next holder alone when one that lost it lets go', async () => {
    const { leases } = harness();
    const lost = await leases.claim(KEY, 'ana', 30, undefined);
    const taken = await leases.claim(KEY, 'ben', 30, lost);
    await leases.release(lost);
    expect(await leases.read(KEY)).toEqual(taken);
  });
}
