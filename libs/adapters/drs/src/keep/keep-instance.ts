import { setTerminationProtection, tagInstances, untagInstances } from '../service/instances.ts';
import type { Regional } from '../service/regional.ts';
import { EXPIRES_TAG, KEPT_TAG } from '../tags.ts';
import type { KeepState } from './item.ts';

/**
 * Keeps one instance, in an order that is safe to be lost between any two calls: protected first, so that not even DRS's own
 * clean-up takes it; then marked as kept, which every later step goes by; its expiry goes last. Each call may be repeated.
 */
export async function keepInstance(
  where: Regional,
  { instanceId, isMarked }: Extract<KeepState, { kind: 'waiting' }>,
  keeper: string,
): Promise<void> {
  if (!isMarked) {
    await setTerminationProtection(where, instanceId, true);
    await tagInstances(where, [instanceId], { [KEPT_TAG]: keeper });
  }
  await untagInstances(where, [instanceId], [EXPIRES_TAG]);
}
