import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Time to end by itself; LocalStack waits 10 s for its threads. */
const GRACE_MILLISECONDS = 3_000;

/** Ends a child and waits until it is gone: gently at first. Only this one process is meant, by its id. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), GRACE_MILLISECONDS);
  await gone;
  clearTimeout(impatience);
}
