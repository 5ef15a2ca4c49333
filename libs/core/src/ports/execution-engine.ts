import { supersededMessage, type EngineHold } from '../execution/engine-hold.ts';
import type { ExecutionId, GateId } from '../shared/ids.ts';

/** Gives executions durability, timers and parallelism; verdicts live in their events. */
export interface ExecutionEngine {
  /** Tells this engine from every other on the same store: `embedded`, a state machine's ARN. Recorded in executions. */
  readonly name: string;
  /**
   * Starts (or goes on with) an execution that is in the store and is this engine's at this epoch. Starting it again
   * changes nothing; a newer epoch takes the place of an older one.
   *
   * @param epoch - as recorded: 1 when it was requested, one more with each take-over
   */
  start(executionId: ExecutionId, epoch: number): Promise<void>;
  /** A verdict for this gate is in the events: wake up whoever waits at it. */
  openGate(executionId: ExecutionId, gateId: GateId): Promise<void>;
  /** Takes no new work and lets go of what runs; nothing is lost, another host can go on. */
  stop(): Promise<void>;
}

/** Another engine, or a newer run of the same one, has the execution: let go of it, and try nothing again. */
export class EngineSupersededError extends Error {
  override readonly name = 'EngineSupersededError';
  readonly executionId: ExecutionId;
  /** Of the engine that was told. */
  readonly epoch: number;
  /** Who holds the execution. */
  readonly holder: EngineHold;
  constructor(executionId: ExecutionId, epoch: number, holder: EngineHold, options?: ErrorOptions) {
    super(supersededMessage(executionId, holder, epoch), options);
    this.executionId = executionId;
    this.epoch = epoch;
    this.holder = holder;
  }
}
