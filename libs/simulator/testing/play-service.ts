import { afterEach } from '@jest/globals';

import type { Play } from './play.ts';
import type { Keys } from './sdk-clients.ts';
import { assumeSpoke } from './sdk-clients.ts';

interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Keys;
  readonly maxAttempts: number;
}

const open = new Set<{ destroy: () => void }>();

afterEach(() => {
  for (const client of open) client.destroy();
  open.clear();
});

/** A client of the spoke for a service, in a Region; closed after the test. It does not retry. */
export async function spokeClient<Client extends { destroy: () => void }>(
  { simulator }: Pick<Play, 'simulator'>,
  make: new (options: ClientOptions) => Client,
  region: string,
): Promise<Client> {
  const credentials = await assumeSpoke(simulator);
  const client = new make({ endpoint: simulator.url, region, credentials: { ...credentials }, maxAttempts: 1 });
  open.add(client);
  return client;
}
