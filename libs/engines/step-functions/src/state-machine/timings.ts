/** Wall seconds after which Step Functions takes a task from its worker and offers it again. */
export interface ActivityTimings {
  /**
   * Longest silence of a worker. A token handed to a dead connection is offered again after it, so it bounds by how much
   * a lost reply delays a wave.
   */
  readonly heartbeatSeconds: number;
  /** From the start, heartbeats or not. A net: time-outs that people care about are the application's. */
  readonly timeoutSeconds: number;
}

export interface MachineTimings {
  readonly prepare: ActivityTimings;
  readonly gate: ActivityTimings;
  readonly step: ActivityTimings;
  readonly close: ActivityTimings;
  readonly finish: ActivityTimings;
}

const HOUR = 3_600;
const DAY = 24 * HOUR;
const HEARTBEAT_SECONDS = 90;

/**
 * A gate may stay open as long as an execution lives on Step Functions, which is a year. A step's operation ends within
 * the 7 days that a plan may give it, repeated attempts and waits for quotas aside.
 */
export const DEFAULT_TIMINGS: MachineTimings = {
  prepare: { heartbeatSeconds: HEARTBEAT_SECONDS, timeoutSeconds: 6 * HOUR },
  gate: { heartbeatSeconds: HEARTBEAT_SECONDS, timeoutSeconds: 365 * DAY },
  step: { heartbeatSeconds: HEARTBEAT_SECONDS, timeoutSeconds: 30 * DAY },
  close: { heartbeatSeconds: HEARTBEAT_SECONDS, timeoutSeconds: 1 * HOUR },
  finish: { heartbeatSeconds: HEARTBEAT_SECONDS, timeoutSeconds: 6 * HOUR },
};
