/** Wall milliseconds that a timer of Node can wait. */
const LONGEST_TIMER = 2_147_483_647;

/**
 * Calls back after so many wall seconds. What is further away than a timer reaches (24 days) never comes in a test; and no
 * timer keeps a process alive whose server is closed.
 *
 * @returns stops it
 */
export function after(seconds: number, callback: () => void): () => void {
  const milliseconds = seconds * 1_000;
  if (milliseconds > LONGEST_TIMER) return () => undefined;
  const timer = setTimeout(callback, milliseconds).unref();
  return () => clearTimeout(timer);
}
