import type { ExecutionHost } from '@breakwater/application';
import {
  EngineSupersededError,
  isHeldBy,
  type Clock,
  type ExecutionEngine,
  type ExecutionId,
  type ExecutionStore,
  type Log,
} from '@breakwater/core';
import { Bells } from './bells.ts';
import { ExecutionRun, RECOVERY_SECONDS } from './execution-run.ts';

export interface EmbeddedEngineOptions {
  /** Tells it from other engines on the same store; processes that share a name share their executions. @default embedded */
  readonly name?: string;
  readonly host: ExecutionHost;
  readonly executions: ExecutionStore;
  readonly clock: Clock;
  readonly log: Log;
}

export interface EmbeddedEngine extends ExecutionEngine {
  /** Goes on with every execution that has not ended and is this engine's own. @returns how many there are */
  resumeUnfinished(): Promise<number>;
  /** Resolves when the execution has ended here: it is over, was taken over by another engine, or this one was stopped. */
  settled(executionId: ExecutionId): Promise<void>;
}

/** What this process does about an execution at an epoch. */
interface Supervised {
  readonly epoch: number;
  /** Aborted when a newer epoch is started here. */
  readonly over: AbortController;
  readonly ended: Promise<void>;
}

/**
 * Runs executions inside this process. It holds no state that matters: everything it waits for is in the events, so a
 * new process goes on where they stop.
 */
export function embeddedEngine({
  name = 'embedded',
  host,
  executions,
  clock,
  log,
}: EmbeddedEngineOptions): EmbeddedEngine {
  const stopping = new AbortController();
  const running = new Map<ExecutionId, Supervised>();
  const bells = new Bells();

  const start = (id: ExecutionId, epoch: number): Promise<void> => {
    if (stopping.signal.aborted) return Promise.reject(new Error('the engine is stopping and takes no new execution'));
    const before = running.get(id);
    if (before === undefined || before.epoch < epoch) running.set(id, supervised(id, epoch, before));
    return Promise.resolve();
  };

  /** @param before - a run of an older epoch in this process: it is let go of first, so that its leases are free */
  function supervised(id: ExecutionId, epoch: number, before: Supervised | undefined): Supervised {
    const over = new AbortController();
    before?.over.abort(new EngineSupersededError(id, before.epoch, { name, epoch }));
    const superviseNext = async () => {
      await before?.ended;
      await superviseExecution(id, epoch, AbortSignal.any([stopping.signal, over.signal]));
    };
    const ended = superviseNext().finally(() => {
      if (running.get(id)?.ended === ended) running.delete(id);
    });
    return { epoch, over, ended };
  }

  async function superviseExecution(id: ExecutionId, epoch: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await new ExecutionRun(id, { host: host.at(epoch), clock, bells, log, signal }).toItsEnd();
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        if (error instanceof EngineSupersededError) {
          log.info({ executionId: id, epoch, holder: error.holder }, 'an execution was taken over and is let go of');
          return;
        }
        log.error({ err: error, executionId: id }, 'an execution met a fault and is taken up again');
        await clock.sleep(RECOVERY_SECONDS, signal).catch(() => undefined);
      }
    }
  }

  /** Starts it if it is this engine's own. */
  const resume = async (id: ExecutionId): Promise<boolean> => {
    const hold = await host.engineOf(id);
    if (hold === undefined) return false;
    if (!isHeldBy(hold, name)) {
      log.info({ executionId: id, holder: hold }, 'an unfinished execution is left to the engine that has it');
      return false;
    }
    await start(id, hold.epoch);
    return true;
  };

  return {
    name,
    start,
    async openGate(id, gate) {
      bells.ring(id, gate);
    },
    async stop() {
      stopping.abort(new Error('the engine is stopping'));
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
    async resumeUnfinished() {
      let cursor: string | undefined;
      let count = 0;
      do {
        const page = await executions.list({ ended: false, limit: 200, ...(cursor === undefined ? {} : { cursor }) });
        for (const head of page.heads) if (await resume(head.executionId)) count += 1;
        cursor = page.cursor;
      } while (cursor !== undefined);
      return count;
    },
    settled: (id) => running.get(id)?.ended ?? Promise.resolve(),
  };
}
