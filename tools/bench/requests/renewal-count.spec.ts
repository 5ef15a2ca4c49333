import { describe, expect, it } from '@jest/globals';
import { executionId, leaseKey, stepId } from '@breakwater/core';
import { inMemoryStores, VirtualClock } from '@breakwater/core/testing';
import { RenewalCount } from './renewal-count.ts';

describe('the count of renewals', () => {
  it('is of the leases on steps alone, which are renewed all the same', async () => {
    const renewals = new RenewalCount();
    const { leases } = renewals.counted(inMemoryStores(new VirtualClock()));
    const key = leaseKey({ executionId: executionId('drill-1'), stepId: stepId('servers') });
    const step = await leases.claim(key, 'ana', 10, undefined);
    const keeper = await leases.claim('keeper/engine', 'ana', 10, undefined);
    await leases.renew(await leases.renew(step));
    await leases.renew(keeper);
    expect(renewals.count).toBe(2);
    expect(await leases.read(key)).toMatchObject({ beat: 2 });
  });
});
