import type { FastifyInstance } from 'fastify';
import type { Log } from '@breakwater/core';

/** The part of `process` that this needs. */
export interface Signals {
  once(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  exit(code: number): unknown;
}

export interface ShutdownOptions {
  readonly app: FastifyInstance;
  readonly log: Log;
  readonly signals: Signals;
  /** What to stop after the last answer, in order: the engine, then the stores. */
  readonly stop: readonly (() => Promise<void>)[];
  /** Wall seconds after which the process goes although something still runs; nothing is lost by that, only slower. */
  readonly graceSeconds: number;
}

/**
 * On SIGTERM or SIGINT: takes no more requests, answers those it has, stops what runs behind them, and ends the process
 * with 0. With 1 when something failed or the grace is over.
 */
export function stopOnSignal(options: ShutdownOptions): void {
  let begun = false;
  const begin = (signal: string) => () => {
    if (begun) return;
    begun = true;
    options.log.info({ signal }, 'stopping');
    void shutDown(options).then((code) => options.signals.exit(code));
  };
  options.signals.once('SIGTERM', begin('SIGTERM'));
  options.signals.once('SIGINT', begin('SIGINT'));
}

async function shutDown({ app, log, stop, graceSeconds }: ShutdownOptions): Promise<number> {
  const grace = Promise.withResolvers<never>();
  const timer = setTimeout(() => grace.reject(new Error(`still busy after ${graceSeconds} s`)), graceSeconds * 1000);
  try {
    await Promise.race([drain(app, stop), grace.promise]);
    log.info({}, 'stopped');
    return 0;
  } catch (error) {
    log.error({ err: error }, 'stopped before everything was done');
    return 1;
  } finally {
    clearTimeout(timer);
  }
}

async function drain(app: FastifyInstance, stop: ShutdownOptions['stop']): Promise<void> {
  await app.close();
  for (const stopOne of stop) await stopOne();
}
