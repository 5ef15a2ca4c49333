import type { AdapterRegistry } from '../../adapter/define-adapter.ts';
import type { Operation } from '../../adapter/technology-adapter.ts';
import type { Fault } from '../fault.ts';
import type { BoundParameters } from '../parameters.ts';
import type { Path } from '../path.ts';
import type { IsBefore, PlacedStep } from '../plan-order.ts';
import type { RecoveryPlan } from '../recovery-plan.ts';

/** A plan of the right shape, with what the rules look at again and again. */
export interface PlanContext {
  readonly plan: RecoveryPlan;
  readonly registry: AdapterRegistry;
  /** The parameters whose values are known: given ones and defaults. */
  readonly bound: BoundParameters;
  readonly steps: readonly PlacedStep[];
  /** The first step of each id. */
  readonly stepById: ReadonlyMap<string, PlacedStep>;
  readonly isBefore: IsBefore;
}

/** Finds every fault of one kind, whatever the other rules find. */
export type PlanRule = (context: PlanContext) => readonly Fault[];

export const MANUAL = 'manual';

export const wavePath = (index: number): Path => ['waves', index];
export const stepPath = ({ waveIndex, stepIndex }: PlacedStep): Path => ['waves', waveIndex, 'steps', stepIndex];

export const isManual = ({ step }: PlacedStep): boolean => step.technology === MANUAL;

export const operationOf = ({ registry }: PlanContext, { step }: PlacedStep): Operation | undefined =>
  registry.operation(step.technology, step.operation);
