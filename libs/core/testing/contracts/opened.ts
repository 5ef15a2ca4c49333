import { afterEach, beforeEach } from '@jest/globals';

/** What a contract suite is run on. */
export interface Harness {
  close?(): Promise<void>;
}

/**
 * Opens a harness before each test of the enclosing `describe` and closes it afterwards.
 *
 * @returns gives the harness of the running test
 */
export function openedForEach<Kind extends Harness>(open: () => Promise<Kind>): () => Kind {
  let harness: Kind | undefined;
  beforeEach(async () => {
    harness = await open();
  });
  afterEach(async () => {
    await harness?.close?.();
    harness = undefined;
  });
  return () => {
    if (harness === undefined) throw new Error('the harness is only open during a test');
    return harness;
  };
}

/** How many of these succeeded, and why the others did not. */
export async function raced<Value>(
  contestants: readonly Promise<Value>[],
): Promise<{ readonly won: readonly Value[]; readonly lost: readonly unknown[] }> {
  const settled = await Promise.allSettled(contestants);
  return {
    won: settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    lost: settled.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])),
  };
}
