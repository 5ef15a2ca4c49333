import type { Clock, Log } from '@breakwater/core';
import { messageOf } from '../shared/error-message.ts';

export interface Repetition {
  readonly work: () => Promise<unknown>;
  /** Domain time between the end of one look and the next. */
  readonly everyMinutes: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Resolves the loop when it is aborted. */
  readonly signal: AbortSignal;
}

/** Does a work at once and then again and again until it is told to stop. A failure is logged: the next time may go well. */
export async function repeatRegularly({ work, everyMinutes, clock, log, signal }: Repetition): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      log.error({ err: error, message: messageOf(error) }, 'a regular work has failed and is tried again later');
    }
    await clock.sleep(everyMinutes * 60, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
