import type { Instant } from '../shared/instant.ts';
import type { JsonObject } from '../shared/json.ts';

/** What became of one resource of a step: the truth per server, not per job. */
export interface ResourceOutcome {
  /** The technology's own id (`s-…`, a cluster's ARN…). */
  readonly id: string;
  /** The name people know it by, when there is one. */
  readonly name?: string;
  /** `failed` counts against `tolerate` and is retried by `only: failed`. */
  readonly state: 'succeeded' | 'failed' | 'unknown';
  /** The technology's word, shown in reports: `launched`, `terminated`, `promoted`… */
  readonly status: string;
  /** AWS's own reason, when it failed. */
  readonly reason?: string;
  /** The moment the recovered data is from. Absent when the operation recovers no data. */
  readonly recoveryPointAt?: Instant;
  /** More facts for the report and for undoing it: `recoveryInstanceId`, `jobId`… */
  readonly facts?: JsonObject;
}

/** Why a step's operation failed. */
export interface StepFailure {
  /** Kebab-case kind, for instance `servers-failed`, `timed-out`, `access-denied`. */
  readonly code: string;
  /** What happened in AWS's words where it has some; lower case, no full stop. */
  readonly message: string;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
}

/** How far a running operation is. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** What is counted, plural: `servers`. */
  readonly unit: string;
  /** One line for the operator: `3 converting, 2 queued for the account's job limit`. */
  readonly detail?: string;
}

/** AWS calls that somebody made, by `<service>:<Operation>`. */
export interface AwsUsage {
  readonly byOperation: Readonly<Record<string, number>>;
  /** Answers that said to slow down. */
  readonly throttled: number;
}

export const NO_USAGE: AwsUsage = { byOperation: {}, throttled: 0 };

export function addUsage(left: AwsUsage, right: AwsUsage): AwsUsage {
  const byOperation: Record<string, number> = { ...left.byOperation };
  for (const [operation, count] of Object.entries(right.byOperation)) {
    byOperation[operation] = (byOperation[operation] ?? 0) + count;
  }
  return { byOperation, throttled: left.throttled + right.throttled };
}
