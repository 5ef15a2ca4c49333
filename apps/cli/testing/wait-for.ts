import { setTimeout as sleep } from 'node:timers/promises';

const PACE_MILLISECONDS = 100;

/** Looks again and again until there is something to see. @throws Error after so many seconds without */
export async function waitFor<Seen>(look: () => Promise<Seen | undefined>, seconds = 60): Promise<Seen> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error(`nothing to see after ${seconds} s`);
    await sleep(PACE_MILLISECONDS);
  }
}
