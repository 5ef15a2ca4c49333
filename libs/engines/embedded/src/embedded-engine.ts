import type { ExecutionHost } from '@breakwater/application';
import {
  EngineSupersededError,
  isHeldBy,
  stageGateId,
  type Clock,
  type ExecutionEngine,
  type ExecutionId,
  type ExecutionStore,
  type GateId,
  type Log,
  type StageId,
  type StepId,
} from '@breakwater/core';
import { Bells } from './bells.ts';

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

/** Domain seconds after which work is taken up again that met a fault of the infrastructure (a full disk, a lost store). */
const RECOVERY_SECONDS = 5;

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
    if (hold === undefined || !isHeldBy(hold, name)) return false;
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

/** One execution: every stage waits for its gate, runs its steps side by side and is closed. */
class ExecutionRun {
  readonly #id: ExecutionId;
  readonly #host: ExecutionHost;
  readonly #clock: Clock;
  readonly #bells: Bells;
  readonly #log: Log;
  readonly #signal: AbortSignal;

  constructor(
    id: ExecutionId,
    parts: {
      readonly host: ExecutionHost;
      readonly clock: Clock;
      readonly bells: Bells;
      readonly log: Log;
      readonly signal: AbortSignal;
    },
  ) {
    this.#id = id;
    this.#host = parts.host;
    this.#clock = parts.clock;
    this.#bells = parts.bells;
    this.#log = parts.log;
    this.#signal = parts.signal;
  }

  async toItsEnd(): Promise<void> {
    const prepared = await this.#host.prepare(this.#id, this.#signal);
    if (prepared.kind === 'ended') return;
    const over = new AbortController();
    const signal = AbortSignal.any([this.#signal, over.signal]);
    const watching = this.#watch(signal, over);
    try {
      await allOrFirstFault(
        prepared.stages.map((stage) => this.#runStage(stage, signal, over)),
        over,
      );
    } finally {
      over.abort();
      await watching;
    }
    if (!(await this.#host.finish(this.#id))) throw new Error('all stages are closed and the execution has not ended');
  }

  async #runStage(stage: StageId, signal: AbortSignal, over: AbortController): Promise<void> {
    const steps = await this.#awaitStage(stage, signal);
    await allOrFirstFault(steps.map((step) => this.#runStep(step, signal, over)));
    await this.#host.closeStage(this.#id, stage);
  }

  /** Parked until the stage may start; no steps when it never will. */
  async #awaitStage(stage: StageId, signal: AbortSignal): Promise<readonly StepId[]> {
    for (;;) {
      const bell = this.#bells.listen(this.#id, stageGateId(stage), signal);
      try {
        const verdict = await this.#host.awaitStage(this.#id, stage);
        if (verdict.kind === 'open') return verdict.steps;
        if (verdict.kind === 'closed') return [];
        await bell.rung;
      } finally {
        bell.hangUp();
      }
    }
  }

  /** A fault holds up this step only: what runs beside it is not let go of, unless the execution was taken over. */
  async #runStep(step: StepId, signal: AbortSignal, over: AbortController): Promise<void> {
    for (;;) {
      try {
        const verdict = await this.#host.runStep(this.#id, step, signal);
        if (verdict.kind === 'ended') return;
        await this.#awaitGate(verdict.gateId, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof EngineSupersededError) {
          over.abort(error);
          throw error;
        }
        this.#log.error(
          { err: error, executionId: this.#id, stepId: step },
          'a step met a fault and is taken up again',
        );
        await this.#clock.sleep(RECOVERY_SECONDS, signal);
      }
    }
  }

  async #awaitGate(gate: GateId, signal: AbortSignal): Promise<void> {
    const bell = this.#bells.listen(this.#id, gate, signal);
    try {
      if ((await this.#host.awaitGate(this.#id, gate)) === undefined) await bell.rung;
    } finally {
      bell.hangUp();
    }
  }

  /**
   * Looks now and then: time limits are recorded when they pass, and a verdict that another process stored is heard,
   * as is one whose ring was lost, or that the execution was taken over.
   */
  async #watch(signal: AbortSignal, over: AbortController): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#clock.sleep(WATCH_SECONDS, signal);
        await this.#host.tick(this.#id);
        this.#bells.ringAll(this.#id);
      } catch (error) {
        if (error instanceof EngineSupersededError) over.abort(error);
        if (!signal.aborted) this.#log.warn({ err: error, executionId: this.#id }, 'a look at the gates failed');
      }
    }
  }
}

/** How late, in domain seconds, a time limit may be noticed. */
const WATCH_SECONDS = 15;

/** Waits for all, so that no work is left behind; the first fault stops the others, and is thrown. */
async function allOrFirstFault(work: readonly Promise<void>[], others?: AbortController): Promise<void> {
  let first: { readonly fault: unknown } | undefined;
  await Promise.all(
    work.map((part) =>
      part.catch((fault: unknown) => {
        first ??= { fault };
        others?.abort(fault);
      }),
    ),
  );
  if (first !== undefined) throw first.fault;
}
