import type { ExecutionId, GateId } from '../shared/ids.ts';

/** Gives executions durability, timers and parallelism; verdicts live in their events. */
export interface ExecutionEngine {
  /** Starts (or goes on with) an execution that is in the store. Starting it again changes nothing. */
  start(executionId: ExecutionId): Promise<void>;
  /** A verdict for this gate is in the events: wake up whoever waits at it. */
  openGate(executionId: ExecutionId, gateId: GateId): Promise<void>;
  /** Takes no new work and lets go of what runs; nothing is lost, another host can go on. */
  stop(): Promise<void>;
}
