import type { ExecutionId, GateId } from '../shared/ids.ts';

/** A call that an engine has left open at a gate. Whoever stores the gate's verdict answers it, and thereby wakes the engine. */
export interface GateToken {
  readonly executionId: ExecutionId;
  readonly gateId: GateId;
  /** Who waits, within the gate: a stage or a step. Several may wait at one gate, as when an execution is held. */
  readonly waiter: string;
  /** Answers the call. A bearer secret: never logged, never part of an event or a report. */
  readonly token: string;
}

/** Names a place at a gate where one token at most is parked. */
export type GatePlace = Omit<GateToken, 'token'>;

/**
 * The calls left open at gates. A token is only a wake-up: verdicts are in the events, so one that is lost costs time and
 * nothing else.
 */
export interface GateTokens {
  /** Parks a token, in place of an older one of the same waiter: an engine that asks again has given up the earlier call. */
  park(token: GateToken): Promise<void>;
  /** Takes away all tokens parked at a gate. Of many callers, exactly one is given each token. */
  claim(executionId: ExecutionId, gateId: GateId): Promise<readonly GateToken[]>;
  /** Takes one token away, if it is still the one parked there. @returns whether it was */
  withdraw(token: GateToken): Promise<boolean>;
  /** What is parked, of all executions, for keeping it alive; opaque cursor, at most 200 a page. */
  list(cursor?: string): Promise<{ readonly tokens: readonly GateToken[]; readonly cursor?: string }>;
}
