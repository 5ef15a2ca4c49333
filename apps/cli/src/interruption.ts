/** Wrappers (npm, a launcher) pass on a signal that the terminal has sent to us as well: these are one, not two. */
const SAME_REQUEST_MILLISECONDS = 1000;

const SIGNALS = [
  ['SIGINT', 2],
  ['SIGTERM', 15],
  ['SIGHUP', 1],
] as const;

/** The part of a process that is used here. */
interface Interruptible {
  on(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown;
  exit(code: number): void;
}

/**
 * The first request to end stops everything so that it can be gone on with; the second does not wait for that.
 *
 * @param nowMilliseconds - wall time from any beginning
 */
export function interruption(target: Interruptible, nowMilliseconds: () => number): AbortSignal {
  const controller = new AbortController();
  let firstAt = 0;
  for (const [signal, number] of SIGNALS) {
    target.on(signal, () => {
      if (!controller.signal.aborted) {
        firstAt = nowMilliseconds();
        controller.abort();
      } else if (nowMilliseconds() - firstAt > SAME_REQUEST_MILLISECONDS) {
        target.exit(128 + number);
      }
    });
  }
  return controller.signal;
}
