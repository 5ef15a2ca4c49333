import type { AwsUsage } from '../adapter/resource-outcome.ts';
import type { StageGraph } from '../compile/stage-graph.ts';
import type { Actor } from '../shared/actor.ts';
import type { Finding } from '../shared/finding.ts';
import type { ExecutionId, GateId, StepId } from '../shared/ids.ts';
import type { JsonObject } from '../shared/json.ts';
import type { GateAction, StepEnd } from './events.ts';
import type { ExecutionRequest } from './request.ts';

type CommandBody =
  | {
      readonly type: 'request';
      readonly executionId: ExecutionId;
      readonly request: ExecutionRequest;
      /** Name of the engine that is to run it. */
      readonly engine?: string;
    }
  /** From now on the named engine runs it, at the next epoch; also for an engine that has it already and lost its run. */
  | { readonly type: 'take-over'; readonly engine: string; readonly note?: string }
  | { readonly type: 'begin-validation' }
  | {
      readonly type: 'prepare';
      readonly graph: StageGraph;
      readonly findings: readonly Finding[];
      readonly usage: AwsUsage;
    }
  /** Preflight found what cannot be accepted. */
  | { readonly type: 'reject'; readonly findings: readonly Finding[]; readonly usage: AwsUsage }
  | { readonly type: 'pause'; readonly note?: string }
  | { readonly type: 'resume'; readonly note?: string }
  | { readonly type: 'cancel'; readonly note: string }
  | {
      readonly type: 'resolve-gate';
      readonly gateId: GateId;
      readonly action: GateAction;
      /** Required for all but `approve`; it is the evidence text of `done-by-hand`. */
      readonly note?: string;
      readonly only?: 'failed' | 'all';
      readonly with?: { readonly params: JsonObject };
      /** Minutes that `extend` adds. */
      readonly minutes?: number;
      /** The gate as it was shown; another revision is refused. */
      readonly revision?: number;
    }
  | { readonly type: 'start-step'; readonly stepId: StepId; readonly epoch: number; readonly worker: string }
  /** The step's technology is disabled: a person does it, by the adapter's own runbook. */
  | {
      readonly type: 'hand-over-step';
      readonly stepId: StepId;
      readonly instructions: string;
      readonly owner: string;
      readonly expectedSeconds: number;
    }
  | {
      readonly type: 'end-step';
      readonly stepId: StepId;
      readonly attempt: number;
      readonly epoch: number;
      readonly end: StepEnd;
      readonly journalHash: string;
      readonly usage: AwsUsage;
    }
  /** Time has passed: record what follows from it. */
  | { readonly type: 'tick' };

/** What somebody wants, and who. */
export type ExecutionCommand = CommandBody & {
  readonly by: Actor;
  /** Of an engine's commands: the epoch at which it holds the execution. People's commands have none. */
  readonly engineEpoch?: number;
};

/** Why a command is refused. Codes are part of the API. */
export type ExecutionRefusal = {
  readonly code:
    | 'execution-exists'
    | 'execution-unknown'
    | 'execution-ended'
    | 'execution-not-running'
    | 'execution-not-paused'
    | 'execution-already-paused'
    | 'execution-already-cancelled'
    | 'execution-paused'
    | 'execution-not-validating'
    | 'engine-superseded'
    | 'findings-not-accepted'
    | 'gate-unknown'
    | 'gate-not-waiting'
    | 'gate-changed'
    | 'gate-action-not-allowed'
    | 'note-required'
    | 'approver-is-initiator'
    | 'approver-lacks-role'
    | 'approver-already-approved'
    | 'step-unknown'
    | 'step-not-startable'
    | 'step-not-running'
    | 'step-epoch-stale'
    | 'retry-not-adoptable';
  readonly message: string;
  readonly gateId?: GateId;
  readonly stepId?: StepId;
};
