import type { FollowUpStep, StepTrace } from '@breakwater/core';
import { byPlace } from '../service/places.ts';
import { originOf } from '../service/reversed-servers.ts';

/**
 * Takes a reversal back: what replicates back is stopped. A server that protects a machine for good, as after a failback,
 * is left alone: it had no recovery point before either.
 */
export function stopReversed(_request: unknown, { resources }: StepTrace): FollowUpStep[] {
  const reversed = resources.flatMap(({ facts = {} }) => {
    const { sourceServerId: id, originAccount, originRegion } = facts;
    const origin = originOf({ originAccount, originRegion });
    return typeof id === 'string' && origin !== undefined ? [{ id, origin }] : [];
  });
  return byPlace(reversed, ({ origin }) => origin).map(({ target, items }) => ({
    operation: 'stop-replication',
    params: { sourceServerIds: items.map(({ id }) => id).sort() },
    description: `stop replicating ${items.length} servers back to ${target.region}`,
    target,
  }));
}
