import type { Leases } from '@breakwater/core';

/** Leases on steps; others, such as the one of the keeper, cost what they cost whatever runs. */
const ON_STEPS = 'step/';

/** Counts the renewals of leases on steps, at the storing port. */
export class RenewalCount {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** For the host's `decorateStores`. */
  counted<Stores extends { readonly leases: Leases }>(stores: Stores): Stores {
    const { leases } = stores;
    const counted: Leases = {
      read: (key) => leases.read(key),
      claim: (...claim) => leases.claim(...claim),
      renew: (lease) => {
        if (lease.key.startsWith(ON_STEPS)) this.#count += 1;
        return leases.renew(lease);
      },
      release: (lease) => leases.release(lease),
    };
    return { ...stores, leases: counted };
  }
}
