/** Who may act on something now. `epoch` rises with every claim and fences older holders off. */
export interface Lease {
  readonly key: string;
  readonly epoch: number;
  /** Rises with every renewal; a claimant watches it to learn whether the holder lives. */
  readonly beat: number;
  readonly holder: string;
  /** Wall seconds that a claimant must see the lease unchanged before it may take it. */
  readonly lengthSeconds: number;
  readonly released: boolean;
}

/**
 * Conditional claims. No clock is shared: a claimant waits by its own until it has seen the lease unchanged for its full
 * length, then claims against what it saw.
 */
export interface Leases {
  read(key: string): Promise<Lease | undefined>;
  /**
   * Takes the lease at the next epoch.
   *
   * @param seen - the lease as last read; `undefined` when there was none
   * @throws LeaseHeldError when the stored lease is no longer what was seen
   */
  claim(key: string, holder: string, lengthSeconds: number, seen: Lease | undefined): Promise<Lease>;
  /** @throws LeaseLostError when another epoch stands */
  renew(lease: Lease): Promise<Lease>;
  /** Lets others claim at once. Nothing happens when it is lost already. */
  release(lease: Lease): Promise<void>;
}

export class LeaseHeldError extends Error {
  override readonly name = 'LeaseHeldError';
  readonly key: string;
  constructor(key: string, options?: ErrorOptions) {
    super(`lease ${key} is held by another worker: look again after its length`, options);
    this.key = key;
  }
}

export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
  readonly key: string;
  readonly epoch: number;
  constructor(key: string, epoch: number, options?: ErrorOptions) {
    super(`lease ${key} of epoch ${epoch} was taken over: stop acting on it`, options);
    this.key = key;
    this.epoch = epoch;
  }
}
