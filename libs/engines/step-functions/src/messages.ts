import type { Spread } from '@breakwater/core';
import { Type, type Static } from 'typebox';

/**
 * What passes between the master state machine and the activity workers. Identifiers and verdicts only, never plans: a
 * payload of Step Functions holds 262,144 bytes. The application's word is in `verdict`; the machine looks at nothing else.
 */

export type { Spread } from '@breakwater/core';

const Id = Type.String({ minLength: 1, maxLength: 200 });

/** Of every activity, and the state machine's own: which execution, and at which epoch its engine holds it. */
const Held = { executionId: Id, engineEpoch: Type.Integer({ minimum: 1 }) };
const closed = { additionalProperties: false };

export const MachineInput = Type.Object(Held, closed);
export type MachineInput = Static<typeof MachineInput>;

export const PrepareTask = Type.Object(Held, closed);
export type PrepareTask = Static<typeof PrepareTask>;
/** `ended`: rejected, or over already; there is nothing to run. */
export type PrepareAnswer =
  | { readonly verdict: 'prepared'; readonly spread: Spread; readonly stages: readonly { readonly stageId: string }[] }
  | { readonly verdict: 'ended' };

/** A stage asks whether it may start; a step waits for the answer to a gate. Both may stay open for days. */
export const GateTask = Type.Union([
  Type.Object({ ...Held, kind: Type.Literal('stage'), stageId: Id }, closed),
  Type.Object({ ...Held, kind: Type.Literal('step'), stepId: Id, gateId: Id }, closed),
]);
export type GateTask = Static<typeof GateTask>;
export type GateAnswer =
  | {
      readonly verdict: 'open';
      readonly spread: Spread;
      readonly steps: readonly { readonly stepId: string; readonly technology: string }[];
    }
  /** The stage will never open: its steps are settled as not run. */
  | { readonly verdict: 'closed' }
  /** The step's gate has a verdict: run the step again, which finds it in the events. */
  | { readonly verdict: 'answered' };

export const StepTask = Type.Object({ ...Held, stepId: Id, technology: Id }, closed);
export type StepTask = Static<typeof StepTask>;
export type StepAnswer = { readonly verdict: 'ended' } | { readonly verdict: 'gate'; readonly gateId: string };

export const CloseTask = Type.Object({ ...Held, stageId: Id }, closed);
export type CloseTask = Static<typeof CloseTask>;
export interface CloseAnswer {
  readonly verdict: 'closed';
}

export const FinishTask = Type.Object(Held, closed);
export type FinishTask = Static<typeof FinishTask>;
export interface FinishAnswer {
  readonly verdict: 'ended';
}

/** Error names that workers report; all but the first are worth another attempt. */
export const WORKER_ERRORS = {
  /** Another engine has taken the execution over: this one's state machine ends and touches nothing more. */
  superseded: 'Breakwater.EngineSuperseded',
  /** The worker let go of the task when it was stopped; another goes on. */
  letGo: 'Breakwater.WorkerStopped',
  /** A fault of the infrastructure, or a bug: never an operation that failed, which is an answer. */
  fault: 'Breakwater.WorkerFault',
} as const;
