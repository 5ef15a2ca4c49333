import type { IdempotencyKeys, RememberedKey } from '@breakwater/core';

export class InMemoryIdempotencyKeys implements IdempotencyKeys {
  readonly #keys = new Map<string, { readonly fingerprint: string; readonly value: string }>();

  async remember(key: string, fingerprint: string, value: string): Promise<RememberedKey> {
    const known = this.#keys.get(key);
    if (known !== undefined) return { ...known, fresh: false };
    this.#keys.set(key, { fingerprint, value });
    return { fingerprint, value, fresh: true };
  }
}
