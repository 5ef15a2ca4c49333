import {
  defineOperation,
  type DurationEstimate,
  type Finding,
  type FollowUpStep,
  type HeldResource,
  type ManualInstruction,
  type Operation,
  type OperationContext,
  type OperationRequest,
  type ParamsOf,
  type ResourceChoice,
  type StepTrace,
  type ValidationContext,
} from '@breakwater/core';
import type { TObject } from 'typebox';
import { converge, type Convergence } from './converge.ts';
import { validated } from './findings.ts';
import { newMemory } from './memory.ts';

/** What an operation that brings about a state does itself. */
export interface StateOperation<Params extends TObject, Outputs extends TObject> {
  readonly name: string;
  readonly summary: string;
  readonly params: Params;
  readonly outputs: Outputs;
  readonly estimate: (request: OperationRequest<ParamsOf<Params>>) => DurationEstimate;
  /** What it changes, by parameters that may still hold references. */
  readonly holds: (params: ParamsOf<Params>) => readonly HeldResource[];
  /** The protection group that the parameters name. Absent for an operation that takes none. */
  readonly selects?: (params: ParamsOf<Params>) => ResourceChoice | undefined;
  validate(request: OperationRequest<ParamsOf<Params>>, context: ValidationContext): Promise<readonly Finding[]>;
  convergence(request: OperationRequest<ParamsOf<Params>>, context: OperationContext): Convergence;
  /** The steps that bring back what was captured: for a rollback, for the way back, and after a drill. */
  undo(request: OperationRequest<ParamsOf<Params>>, trace: StepTrace): readonly FollowUpStep[];
  runbook(request: OperationRequest<ParamsOf<Params>>): readonly ManualInstruction[];
}

/** Gives an operation its types; they follow from its schemas. */
export const stateOperation = <Params extends TObject, Outputs extends TObject>(
  operation: StateOperation<Params, Outputs>,
): StateOperation<Params, Outputs> => operation;

/**
 * An operation that changes where traffic goes. It changes what serves production, so it is disruptive in every drill that
 * does not name a target of its own; there, cleaning up is undoing.
 */
export const defineStateOperation = <Params extends TObject, Outputs extends TObject>(
  operation: StateOperation<Params, Outputs>,
): Operation =>
  defineOperation<Params, Outputs>({
    name: operation.name,
    summary: operation.summary,
    params: operation.params,
    outputs: operation.outputs,
    reversible: 'yes',
    adoptable: true,
    inDrill: () => 'disruptive',
    selects: (params) => operation.selects?.(params),
    holds: (params) => operation.holds(params),
    validate: (request, context) => validated(request, context, () => operation.validate(request, context)),
    // The first look compares before it changes anything, so there is nothing to do ahead of it.
    start: async (_request, context) => newMemory(context),
    monitor: (request, checkpoint, context) => converge(operation.convergence(request, context), checkpoint, context),
    cleanup: (request, trace) => (request.mode === 'drill' ? operation.undo(request, trace) : []),
    rollback: (request, trace) => operation.undo(request, trace),
    failback: (request, trace) => operation.undo(request, trace).map((step) => ({ ...step, phase: 'traffic' })),
    runbook: (request) => operation.runbook(request),
    estimate: (request) => operation.estimate(request),
  });
