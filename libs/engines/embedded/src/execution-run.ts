import type { ExecutionHost } from '@breakwater/application';
import {
  EngineSupersededError,
  stageGateId,
  type Clock,
  type ExecutionId,
  type GateId,
  type Log,
  type StageId,
  type StepId,
} from '@breakwater/core';
import type { Bells } from './bells.ts';

/** Domain seconds after which work is taken up again that met a fault of the infrastructure (a full disk, a lost store). */
export const RECOVERY_SECONDS = 5;

/** One execution: every stage waits for its gate, runs its steps side by side and is closed. */
export class ExecutionRun {
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
