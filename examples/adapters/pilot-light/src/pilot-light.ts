import { defineAdapter } from '@breakwater/core';
import { listingByHand, resolveInstances } from './resolve.ts';
import { powerOperation } from './power/power-operation.ts';

/** Standby instances that cost next to nothing until they are started: the pilot light of a disaster-recovery site. */
export const pilotLightAdapter = defineAdapter({
  technology: 'pilot-light',
  contractVersion: 1,
  operations: [powerOperation('start'), powerOperation('stop')],
  resolve: resolveInstances,
  listing: listingByHand,
});
