import type { EngineHold } from '../execution/engine-hold.ts';
import type { GateAction, GateSubject, GateVerdict } from '../execution/events.ts';
import type { ExecutionStatus, StepException } from '../execution/execution.ts';
import type { Finding } from '../shared/finding.ts';
import type { ExecutionId, GateId, StepId, WaveId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { Json } from '../shared/json.ts';
import type { Intent, Mode } from '../shared/modes.ts';
import type { Progress } from '../adapter/resource-outcome.ts';

/** The document of `drill --json`, of `GET /v1/executions/{id}` and of the final screen. Members are only ever added. */
export interface ExecutionReport {
  readonly execution: {
    readonly id: ExecutionId;
    readonly plan: string;
    readonly planVersion: number;
    readonly mode: Mode;
    readonly intent: Intent;
    readonly status: ExecutionStatus;
    readonly outcome: 'clean' | 'degraded' | null;
    readonly simulated: boolean;
    readonly incident: string | null;
    readonly reason: string | null;
    readonly requestedBy: { readonly subject: string; readonly assurance: string };
    readonly requestedAt: Instant;
    /** When the run began, after validation; null before. */
    readonly startedAt: Instant | null;
    readonly completedAt: Instant | null;
    /** The execution that this one cleans up, rolls back, returns from or keeps something of. */
    readonly of: ExecutionId | null;
    /** Of a keep: the steps of the drill whose instances stay. Null otherwise. */
    readonly steps: readonly StepId[] | null;
    /** Which engine runs it, and how often it was taken over: an `epoch` of 1 is never. */
    readonly engine: EngineHold;
  };
  readonly objectives: {
    /** The plan's targets; null until the plan has been prepared for this execution. */
    readonly rtoMinutes: number | null;
    readonly rtoActualSeconds: number | null;
    /** Null when it is not over, or a step that counts was only validated. */
    readonly rtoMet: boolean | null;
    readonly rpoMinutes: number | null;
    /** The oldest recovered data, counted from the declaration or the start. Null when no data was recovered. */
    readonly rpoActualSeconds: number | null;
    readonly rpoMet: boolean | null;
    /** Steps that were only validated, or not run. */
    readonly notProven: readonly StepId[];
    readonly humanWaitSeconds: number;
  };
  readonly waves: readonly WaveReport[];
  readonly findings: readonly Finding[];
  readonly gates: readonly GateReport[];
  readonly exceptions: readonly (StepException & { readonly step: StepId })[];
  /** Failures grouped by cause, most resources first. */
  readonly failures: readonly FailureGroup[];
  readonly criticalPath: {
    readonly waves: readonly WaveId[];
    /** Sum of the path's own durations, without the time that people took. */
    readonly idealSeconds: number | null;
    readonly makespanSeconds: number | null;
  };
  /** What this execution left in AWS, as far as its steps know. */
  readonly exists: readonly ExistingResource[];
  readonly aws: {
    readonly callCount: number;
    readonly byOperation: Readonly<Record<string, number>>;
    readonly throttled: number;
  };
}

export type WaveStatus = 'pending' | 'running' | 'waiting' | 'completed' | 'failed' | 'not-run';

export interface WaveReport {
  readonly id: WaveId;
  readonly status: WaveStatus;
  readonly dependsOn: readonly WaveId[];
  readonly startedAt: Instant | null;
  readonly completedAt: Instant | null;
  readonly steps: readonly StepReport[];
}

export type StepStatus =
  | 'pending'
  | 'running'
  | 'retrying'
  /** Failed; a person decides. */
  | 'deciding'
  /** A manual step that a person is to do. */
  | 'waiting'
  | 'succeeded'
  /** Failed, and let pass. */
  | 'accepted'
  | 'done-by-hand'
  | 'skipped'
  | 'failed'
  | 'not-run'
  /** Its `when` does not hold in this execution, or its wave was left out. */
  | 'not-applicable';

export interface StepReport {
  readonly id: StepId;
  readonly technology: string;
  readonly operation: string;
  readonly status: StepStatus;
  /** False: a drill only validated it. Null: nothing was done (yet). */
  readonly exercised: boolean | null;
  readonly attempts: number;
  readonly startedAt: Instant | null;
  readonly completedAt: Instant | null;
  /** Why it failed or was not run, if so. */
  readonly reason: string | null;
  readonly progress: Progress | null;
  readonly estimateSeconds: number | null;
  /** Each has `id` and `status`, `name`, `reason`, `recoveryPointAt` where known, and the technology's own facts. */
  readonly resources: readonly {
    readonly id: string;
    readonly status: string;
    readonly [fact: string]: Json | undefined;
  }[];
}

export interface GateReport {
  readonly id: GateId;
  readonly kind: GateSubject['kind'];
  /** The wave or step it holds; null for a hold of the whole execution. */
  readonly waveId: WaveId | null;
  readonly stepId: StepId | null;
  readonly status: 'waiting' | 'closed';
  readonly verdict: GateVerdict | null;
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
  readonly closedBy: string | null;
  readonly note: string | null;
  readonly deadline: Instant | null;
  readonly overdue: boolean;
  /** For whom it waits: `1 recovery-manager`, an owner, whoever may decide. */
  readonly waitsFor: string;
  readonly instructions: string | null;
  readonly approvals: readonly { readonly subject: string; readonly at: Instant }[];
  /** What may be answered. */
  readonly actions: readonly GateAction[];
  readonly revision: number;
}

export interface FailureGroup {
  readonly reason: string;
  readonly step: StepId;
  readonly resources: readonly string[];
}

export interface ExistingResource {
  readonly kind: string;
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly step: StepId;
  /** The protected resource it came from. */
  readonly from: string | null;
  /** It came from a drill and somebody has kept it for real: it does not expire, and no clean-up takes it. */
  readonly kept: boolean;
}
