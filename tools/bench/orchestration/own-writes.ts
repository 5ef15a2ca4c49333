import { executionId } from '@breakwater/core';
import { aHead, anEvent } from '@breakwater/core/testing';
import type { WrittenStores } from './open-hosts.ts';

const TIMES = 20;
/** Long enough for nobody to renew it. */
const LEASE_SECONDS = 300;

/**
 * Milliseconds that the store alone takes for what cannot be left out between the end of one step and the start of the
 * next: the claim of the next one's lease, and the commit of its start.
 *
 * @param name - unlike any other on this store
 */
export async function leastWrites({ executions, leases }: WrittenStores, name: string): Promise<number[]> {
  // Ended, so that nobody looks after it.
  const head = aHead({ executionId: executionId(name), ended: true });
  const times: number[] = [];
  for (let version = 0; version < TIMES; version += 1) {
    const begunAt = performance.now();
    await leases.claim(`${name}/${version}`, 'bench', LEASE_SECONDS, undefined);
    await executions.append(head.executionId, version, [anEvent()], head);
    times.push(performance.now() - begunAt);
  }
  return times;
}
