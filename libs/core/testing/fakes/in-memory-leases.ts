import { type Lease, LeaseHeldError, LeaseLostError, type Leases } from '@breakwater/core';

const unchanged = (stored: Lease | undefined, seen: Lease | undefined): boolean =>
  stored?.epoch === seen?.epoch && stored?.beat === seen?.beat && stored?.released === seen?.released;

export class InMemoryLeases implements Leases {
  readonly #leases = new Map<string, Lease>();

  /** What the journal checks epochs against. */
  newestEpoch(key: string): number | undefined {
    return this.#leases.get(key)?.epoch;
  }

  async read(key: string): Promise<Lease | undefined> {
    return this.#leases.get(key);
  }

  async claim(key: string, holder: string, lengthSeconds: number, seen: Lease | undefined): Promise<Lease> {
    if (!unchanged(this.#leases.get(key), seen)) throw new LeaseHeldError(key);
    return this.#put({ key, epoch: (seen?.epoch ?? 0) + 1, beat: 0, holder, lengthSeconds, released: false });
  }

  async renew({ key, epoch }: Lease): Promise<Lease> {
    const stored = this.#leases.get(key);
    if (stored?.epoch !== epoch || stored.released) throw new LeaseLostError(key, epoch);
    return this.#put({ ...stored, beat: stored.beat + 1 });
  }

  async release({ key, epoch }: Lease): Promise<void> {
    const stored = this.#leases.get(key);
    if (stored?.epoch === epoch) this.#put({ ...stored, released: true });
  }

  #put(lease: Lease): Lease {
    this.#leases.set(lease.key, lease);
    return lease;
  }
}
