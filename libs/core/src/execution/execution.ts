import type { AwsUsage, ResourceOutcome, StepFailure } from '../adapter/resource-outcome.ts';
import type { StageGraph } from '../compile/stage-graph.ts';
import type { Actor } from '../shared/actor.ts';
import type { Finding } from '../shared/finding.ts';
import type { ExecutionId, GateId, StageId, StepId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { JsonObject } from '../shared/json.ts';
import type { EngineHold } from './engine-hold.ts';
import type { GateSubject, GateVerdict, NotRunReason, StepExceptionFact } from './events.ts';
import type { ExecutionRequest } from './request.ts';

/** What an attempt left behind. */
export interface StepResult {
  readonly outputs: JsonObject;
  readonly resources: readonly ResourceOutcome[];
  readonly exercised: boolean;
  readonly findings: readonly Finding[];
  /** How things were before the step changed them, by name; over all attempts the first value stands. */
  readonly captured?: JsonObject;
}

/** Something that was let pass. */
export interface StepException extends StepExceptionFact {
  /** Subject of the actor, or `plan:tolerate`, `plan:onFailure`. */
  readonly acceptedBy: string;
  readonly at: Instant;
}

interface Timed {
  readonly startedAt: Instant;
  readonly completedAt: Instant;
  readonly attempt: number;
}

export type StepState =
  | { readonly kind: 'pending' }
  | {
      readonly kind: 'running';
      readonly attempt: number;
      readonly epoch: number;
      readonly worker: string;
      /** Of the first attempt. */
      readonly startedAt: Instant;
      readonly only?: readonly string[];
      readonly with?: { readonly params: JsonObject };
      readonly previous?: StepResult;
    }
  /** A further attempt is due; not before `notBefore`. */
  | {
      readonly kind: 'retrying';
      readonly attempt: number;
      /** Of the attempt before: an older one may not start the next. */
      readonly epoch: number;
      readonly notBefore: Instant;
      readonly startedAt: Instant;
      readonly only?: readonly string[];
      readonly with?: { readonly params: JsonObject };
      /** Of the attempt before. */
      readonly failure: StepFailure;
      readonly previous: StepResult;
    }
  /** Failed; a person decides at the gate. */
  | {
      readonly kind: 'deciding';
      readonly gateId: GateId;
      readonly failure: StepFailure;
      readonly result: StepResult;
      readonly attempt: number;
      readonly epoch: number;
      readonly startedAt: Instant;
      readonly failedAt: Instant;
    }
  /** A person does it; `since` is when the gate opened. */
  | {
      readonly kind: 'by-hand';
      readonly gateId: GateId;
      readonly startedAt: Instant;
      /** What attempts before left behind, when the step was handed over between two. */
      readonly previous?: StepResult;
    }
  | (Timed & { readonly kind: 'succeeded'; readonly result: StepResult; readonly exceptions: readonly StepException[] })
  /** Failed, and somebody or the plan let it pass. */
  | (Timed & {
      readonly kind: 'accepted';
      readonly failure: StepFailure;
      readonly result: StepResult;
      readonly exceptions: readonly StepException[];
    })
  | (Timed & {
      readonly kind: 'done-by-hand';
      readonly evidence: string;
      readonly doneBy: Actor;
      readonly result?: StepResult;
    })
  /** A manual step that nobody did. */
  | (Timed & { readonly kind: 'skipped'; readonly exceptions: readonly StepException[] })
  | (Timed & { readonly kind: 'failed'; readonly failure: StepFailure; readonly result?: StepResult })
  | { readonly kind: 'not-run'; readonly reason: NotRunReason };

export type StageState = 'pending' | 'open' | 'closed';

export interface Gate {
  readonly id: GateId;
  readonly subject: GateSubject;
  readonly openedAt: Instant;
  readonly deadline?: Instant;
  readonly overdue: boolean;
  /** Approvals given so far, one a person. */
  readonly approvals: readonly { readonly by: Actor; readonly at: Instant; readonly note?: string }[];
  readonly state:
    | { readonly kind: 'waiting' }
    | {
        readonly kind: 'closed';
        readonly verdict: GateVerdict;
        readonly at: Instant;
        readonly by: Actor;
        readonly note?: string;
      };
  /** Rises with each change of this gate; its ETag. */
  readonly revision: number;
}

/** Why nothing new starts any more. */
export interface Halt {
  readonly reason: 'cancelled' | 'stopped';
  readonly at: Instant;
  readonly by: Actor;
  readonly note: string;
}

/** The moving parts once the graph is known. */
export interface Run {
  readonly graph: StageGraph;
  readonly findings: readonly Finding[];
  readonly startedAt: Instant;
  readonly steps: Readonly<Record<StepId, StepState>>;
  readonly stages: Readonly<Record<StageId, StageState>>;
  readonly stageTimes: Readonly<Record<StageId, { readonly openedAt?: Instant; readonly closedAt?: Instant }>>;
  readonly gates: Readonly<Record<GateId, Gate>>;
  /** Set while the `pause` command holds the whole execution. */
  readonly heldBy?: GateId;
  readonly halt?: Halt;
}

interface Known {
  readonly id: ExecutionId;
  readonly request: ExecutionRequest;
  readonly requestedBy: Actor;
  readonly requestedAt: Instant;
  readonly engine: EngineHold;
  /** Events folded in; not the store's version, which counts commits. */
  readonly eventCount: number;
  readonly usage: AwsUsage;
}

/** The fold of an execution's events. */
export type Execution =
  | { readonly kind: 'unknown' }
  | (Known & { readonly kind: 'requested'; readonly halt?: Halt })
  | (Known & { readonly kind: 'validating'; readonly halt?: Halt })
  | (Known & { readonly kind: 'rejected'; readonly findings: readonly Finding[]; readonly endedAt: Instant })
  | (Known & { readonly kind: 'running'; readonly run: Run })
  | (Known & {
      readonly kind: 'ended';
      readonly run: Run;
      readonly status: 'completed' | 'failed' | 'cancelled';
      readonly outcome: 'clean' | 'degraded' | null;
      readonly endedAt: Instant;
    });

export type RunningExecution = Extract<Execution, { kind: 'running' }>;
export type EndedExecution = Extract<Execution, { kind: 'ended' }>;
/** An execution that has a graph. */
export type ExecutionWithRun = RunningExecution | EndedExecution;

export const initialExecution: Execution = { kind: 'unknown' };

/** What people call the state an execution is in. */
export type ExecutionStatus =
  'requested' | 'validating' | 'running' | 'paused' | 'waiting' | 'completed' | 'failed' | 'rejected' | 'cancelled';
