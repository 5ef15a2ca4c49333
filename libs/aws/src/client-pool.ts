import { targetKey, type AwsClientKind, type AwsClientSettings, type Target } from '@breakwater/core';

/** The SDK clients of one session: one for each kind, account and Region, made on first use. */
export class ClientPool {
  readonly #clients = new Map<AwsClientKind<unknown>, Map<string, unknown>>();
  readonly #settingsFor: (target: Target) => AwsClientSettings;

  constructor(settingsFor: (target: Target) => AwsClientSettings) {
    this.#settingsFor = settingsFor;
  }

  client<Client>(kind: AwsClientKind<Client>, target: Target): Client {
    const ofKind = this.#clients.get(kind) ?? new Map<string, unknown>();
    this.#clients.set(kind, ofKind);
    const key = targetKey(target);
    const known = ofKind.get(key);
    if (known !== undefined) return known as Client;
    const made = kind.create(this.#settingsFor(target));
    ofKind.set(key, made);
    return made;
  }

  /** Closes the clients' connections; calls under way fail. */
  close(): void {
    for (const ofKind of this.#clients.values()) {
      for (const client of ofKind.values()) destroy(client);
    }
    this.#clients.clear();
  }
}

function destroy(client: unknown): void {
  if (typeof client !== 'object' || client === null || !('destroy' in client)) return;
  if (typeof client.destroy === 'function') (client as { destroy(): void }).destroy();
}
