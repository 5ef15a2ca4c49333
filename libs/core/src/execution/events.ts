import type { AwsUsage, ResourceOutcome, StepFailure } from '../adapter/resource-outcome.ts';
import type { CompiledApproval, StageGraph } from '../compile/stage-graph.ts';
import type { Actor } from '../shared/actor.ts';
import type { Finding } from '../shared/finding.ts';
import type { ExecutionId, GateId, StageId, StepId, WaveId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { JsonObject } from '../shared/json.ts';
import type { ExecutionRequest } from './request.ts';

/** Raised when an event changes its meaning; readers keep understanding all older ones. */
export const EVENT_SCHEMA_VERSION = 1;

interface EventBase {
  readonly schemaVersion: typeof EVENT_SCHEMA_VERSION;
  readonly at: Instant;
  readonly by: Actor;
}

/** What a person-facing gate is about. */
export type GateSubject =
  | { readonly kind: 'approval'; readonly waveId: WaveId; readonly approval: CompiledApproval }
  | { readonly kind: 'pause'; readonly waveId: WaveId; readonly instructions?: string }
  /** The whole execution is held: by the `pause` command. */
  | { readonly kind: 'hold'; readonly note?: string }
  | { readonly kind: 'decision'; readonly stepId: StepId; readonly attempt: number; readonly failure: StepFailure }
  | {
      readonly kind: 'manual';
      readonly stepId: StepId;
      readonly instructions: string;
      readonly owner: string;
      readonly expectedSeconds: number;
    };

export const GATE_ACTIONS = ['approve', 'reject', 'retry', 'skip', 'fail', 'done-by-hand', 'extend'] as const;
export type GateAction = (typeof GATE_ACTIONS)[number];

/** How a gate was closed for good. `cancelled`: nobody's answer is needed any more. */
export type GateVerdict =
  'approved' | 'rejected' | 'retry' | 'skip' | 'fail' | 'done-by-hand' | 'resumed' | 'cancelled';

/** How a step's operation ended, as its worker saw it. The decider judges what it means. */
export type StepEnd =
  | {
      readonly kind: 'succeeded';
      readonly outputs: JsonObject;
      readonly resources: readonly ResourceOutcome[];
      /** False when a drill only validated it. */
      readonly exercised: boolean;
      readonly findings: readonly Finding[];
      /** How things were before the operation changed them, by name. */
      readonly captured?: JsonObject;
    }
  | {
      readonly kind: 'failed';
      readonly failure: StepFailure;
      readonly outputs: JsonObject;
      readonly resources: readonly ResourceOutcome[];
      readonly exercised: boolean;
      readonly findings: readonly Finding[];
      readonly captured?: JsonObject;
    };

/** What the decider made of a step's end; recorded, so that the history says why things went on or did not. */
export type Judgement =
  /** Good, or what failed is within what the plan tolerates. */
  | { readonly kind: 'succeeded'; readonly exceptions: readonly StepExceptionFact[] }
  /** The plan's `onFailure: continue` lets it pass. */
  | { readonly kind: 'accepted'; readonly exceptions: readonly StepExceptionFact[] }
  | { readonly kind: 'retry'; readonly notBefore: Instant; readonly only?: readonly string[] }
  | { readonly kind: 'decide'; readonly gateId: GateId }
  | { readonly kind: 'failed' };

export interface StepExceptionFact {
  /** Absent when it is about the step as a whole. */
  readonly resource?: string;
  readonly reason: string;
}

export type NotRunReason = 'cancelled' | 'stopped' | 'predecessor-failed' | 'rejected';

type EventBody =
  | {
      readonly type: 'execution-requested';
      readonly executionId: ExecutionId;
      readonly request: ExecutionRequest;
      /** The engine that is to run it. Absent in histories that are older than engine names. */
      readonly engine?: string;
      /** The engine's epoch, 1; absent where `engine` is. */
      readonly epoch?: number;
    }
  /** Another engine goes on with the execution; what an engine of an older epoch says counts for nothing any more. */
  | { readonly type: 'engine-taken-over'; readonly engine: string; readonly epoch: number; readonly note?: string }
  | { readonly type: 'validation-started' }
  | {
      readonly type: 'execution-prepared';
      readonly graph: StageGraph;
      readonly findings: readonly Finding[];
      readonly usage: AwsUsage;
    }
  | { readonly type: 'execution-rejected'; readonly findings: readonly Finding[]; readonly usage: AwsUsage }
  | {
      readonly type: 'gate-opened';
      readonly gateId: GateId;
      readonly subject: GateSubject;
      readonly deadline?: Instant;
    }
  | { readonly type: 'gate-approval-given'; readonly gateId: GateId; readonly note?: string }
  | { readonly type: 'gate-extended'; readonly gateId: GateId; readonly deadline?: Instant; readonly note: string }
  | { readonly type: 'gate-overdue'; readonly gateId: GateId }
  | {
      readonly type: 'gate-closed';
      readonly gateId: GateId;
      readonly verdict: GateVerdict;
      readonly note?: string;
      /** Of a retry: which resources, and parameters that replace the plan's. */
      readonly only?: 'failed' | 'all';
      readonly with?: { readonly params: JsonObject };
    }
  | { readonly type: 'stage-opened'; readonly stageId: StageId }
  | { readonly type: 'stage-closed'; readonly stageId: StageId }
  | {
      readonly type: 'step-started';
      readonly stepId: StepId;
      readonly attempt: number;
      readonly epoch: number;
      readonly worker: string;
      /** Of a retry: the resources it is about. */
      readonly only?: readonly string[];
      readonly with?: { readonly params: JsonObject };
    }
  /** Another worker goes on with the attempt. */
  | { readonly type: 'step-taken-over'; readonly stepId: StepId; readonly epoch: number; readonly worker: string }
  | {
      readonly type: 'step-ended';
      readonly stepId: StepId;
      readonly attempt: number;
      readonly epoch: number;
      readonly end: StepEnd;
      readonly judgement: Judgement;
      /** Last hash of the step's journal: binds it to this history. */
      readonly journalHash: string;
      readonly usage: AwsUsage;
    }
  | { readonly type: 'step-not-run'; readonly stepId: StepId; readonly reason: NotRunReason }
  /** Nothing new starts any more; what runs is followed to its end. */
  | { readonly type: 'execution-halted'; readonly reason: 'cancelled' | 'stopped'; readonly note: string }
  | {
      readonly type: 'execution-ended';
      readonly status: 'completed' | 'failed' | 'cancelled';
      readonly outcome: 'clean' | 'degraded' | null;
    };

/** A decision, as it is stored: never changed, never removed. */
export type ExecutionEvent = EventBase & EventBody;
export type ExecutionEventBody = EventBody;
