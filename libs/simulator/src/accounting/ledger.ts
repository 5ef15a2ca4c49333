import { isoInstant } from '../clock.ts';

/** How often an operation was called in an account and Region, and how it went. */
export interface CallCount {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  count: number;
  /** Answered with an error, throttling included. */
  failed: number;
  throttled: number;
  /** Connections that a fault dropped, before or after the effect. */
  lost: number;
}

/** One write that took effect, whether or not the caller heard of it. */
export interface WriteRecord {
  /** Simulated time. */
  readonly at: string;
  readonly requestId: string;
  readonly caller: string;
  readonly sourceIdentity?: string;
  readonly account: string;
  readonly region: string;
  /** `drs:StartRecovery`. */
  readonly operation: string;
  readonly resources: readonly string[];
  readonly effects: readonly string[];
  /** False when a fault lost the answer. */
  answered: boolean;
}

/** One launch of one source server. */
export interface LaunchRecord {
  readonly account: string;
  readonly region: string;
  readonly sourceServerId: string;
  readonly serverName: string;
  readonly jobId: string;
  readonly isDrill: boolean;
  readonly jobTags: Readonly<Record<string, string>>;
  readonly startedAt: string;
  outcome: 'running' | 'launched' | 'failed';
  endedAt?: string;
  recoveryInstanceId?: string;
  reason?: string;
}

export type CallOutcome = 'answered' | 'failed' | 'throttled' | 'lost';

/** The simulator's own books; nothing in them is visible through the AWS APIs. */
export class Ledger {
  readonly #calls = new Map<string, CallCount>();
  readonly #writes: WriteRecord[] = [];
  readonly #launches: LaunchRecord[] = [];

  countCall(call: Pick<CallCount, 'service' | 'operation' | 'account' | 'region'>, outcome: CallOutcome): void {
    const key = [call.service, call.operation, call.account, call.region].join('/');
    const entry = this.#calls.get(key) ?? { ...call, count: 0, failed: 0, throttled: 0, lost: 0 };
    this.#calls.set(key, entry);
    entry.count += 1;
    if (outcome === 'failed' || outcome === 'throttled') entry.failed += 1;
    if (outcome === 'throttled') entry.throttled += 1;
    if (outcome === 'lost') entry.lost += 1;
  }

  addWrite(write: WriteRecord): void {
    this.#writes.push(write);
  }

  addLaunch(launch: LaunchRecord): LaunchRecord {
    this.#launches.push(launch);
    return launch;
  }

  endLaunch(launch: LaunchRecord, end: { outcome: 'launched' | 'failed'; at: number; reason?: string }): void {
    launch.outcome = end.outcome;
    launch.endedAt = isoInstant(end.at);
    if (end.reason !== undefined) launch.reason = end.reason;
  }

  /** Sorted by operation, account and Region. */
  calls(): CallCount[] {
    const keyOf = (call: CallCount): string => `${call.service}:${call.operation}/${call.account}/${call.region}`;
    return [...this.#calls.values()].map((call) => ({ ...call })).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  writes(): WriteRecord[] {
    return this.#writes.map((write) => ({ ...write }));
  }

  launches(): LaunchRecord[] {
    return this.#launches.map((launch) => ({ ...launch }));
  }
}
