/** What a key stands for since its first use. */
export interface RememberedKey {
  /** Of the request that came first; another one under the same key is a misuse. */
  readonly fingerprint: string;
  /** What the first request led to, for instance an execution's id. */
  readonly value: string;
  /** True for the call that came first. */
  readonly fresh: boolean;
}

/** Lets a repeated request find what its first sending led to. The first writer wins, whoever else comes. */
export interface IdempotencyKeys {
  /**
   * Durably remembers `fingerprint` and `value` for a key that is new; otherwise changes nothing.
   *
   * @param key - chosen by the client; put the caller in front, so that clients cannot meet each other's keys
   * @returns what the key stands for: these values, or those of the first call
   */
  remember(key: string, fingerprint: string, value: string): Promise<RememberedKey>;
}
