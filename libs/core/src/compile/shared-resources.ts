import type { ResolvedResource } from '../adapter/technology-adapter.ts';
import { fault, type Fault } from '../plan/fault.ts';
import type { IsBefore, PlacedStep } from '../plan/plan-order.ts';
import { stepPath } from '../plan/rules/context.ts';
import type { Finding } from '../shared/finding.ts';
import { stepId, type ResourceKey, type StepId } from '../shared/ids.ts';
import { resourceIdOf, resourceKey } from '../shared/target.ts';
import { NO_TARGET, type BoundStep } from './bind-steps.ts';

/** Two steps that act on the same resource, in the order of listing. */
export interface SharedResource {
  readonly resource: string;
  /** Whether it is one that either changes besides its resources. */
  readonly held: boolean;
  readonly first: PlacedStep;
  readonly second: PlacedStep;
  /** Whether the plan keeps them apart in time. */
  readonly ordered: boolean;
}

/** Every resource that more than one step acts on. */
export function sharedResources(given: {
  readonly steps: readonly PlacedStep[];
  readonly isBefore: IsBefore;
  readonly bound: readonly BoundStep[];
  readonly resolved: ReadonlyMap<StepId, readonly ResolvedResource[]>;
}): readonly SharedResource[] {
  const boundById = new Map<string, BoundStep>(given.bound.map((step) => [step.id, step]));
  const holders = new Map<ResourceKey, { readonly placed: PlacedStep; readonly held: boolean }[]>();
  return given.steps.flatMap((second) => {
    const step = boundById.get(second.step.id);
    if (step === undefined) return [];
    return touchedBy(step, given.resolved.get(step.id) ?? []).flatMap(({ key, held }): readonly SharedResource[] => {
      const earlier = holders.get(key) ?? [];
      holders.set(key, [...earlier, { placed: second, held }]);
      return earlier.map(({ placed: first, held: heldBefore }) => ({
        resource: resourceIdOf(key),
        held: held || heldBefore,
        first,
        second,
        ordered: given.isBefore(first, second) || given.isBefore(second, first),
      }));
    });
  });
}

/** What a step acts on, and what it changes besides. */
function touchedBy(step: BoundStep, resolved: readonly ResolvedResource[]) {
  const own = resolved.map(({ id }) => resourceKey(step.technology, step.target ?? NO_TARGET, id));
  const besides = step.holds.filter((key) => !own.includes(key));
  return [...own.map((key) => ({ key, held: false })), ...besides.map((key) => ({ key, held: true }))];
}

/** At the same time, neither step would know what the other does to the resource. */
export const overlapFaults = (shared: readonly SharedResource[]): readonly Fault[] =>
  shared
    .filter(({ ordered, held }) => !ordered && !held)
    .map(({ resource, first, second }) =>
      fault(
        'duplicate-resource',
        [...stepPath(second), 'params'],
        `"${resource}" is in step "${first.step.id}" and in step "${second.step.id}", which may run at the same time: change a selection, or put the steps in order`,
      ),
    );

/** In order, the same operation twice may be meant (a command), or two selections overlap: people should know. */
export const repetitionFindings = (shared: readonly SharedResource[]): readonly Finding[] =>
  shared
    .filter(({ ordered, held, first, second }) => ordered && !held && first.step.operation === second.step.operation)
    .map(({ resource, first, second }) => ({
      id: `resource-repeated:${second.step.id}:${resource}`,
      code: 'resource-repeated',
      severity: 'warning',
      absolute: false,
      message: `steps "${first.step.id}" and "${second.step.id}" both ${second.step.operation} "${resource}", one after the other`,
      stepId: stepId(second.step.id),
      resource,
    }));

/**
 * Two steps that change the same listener, record or security group side by side may each be right (other rules of it), or
 * one may undo the other: people should know.
 */
export const overlapFindings = (shared: readonly SharedResource[]): readonly Finding[] =>
  shared
    .filter(({ ordered, held }) => !ordered && held)
    .map(({ resource, first, second }) => ({
      id: `resource-overlap:${second.step.id}:${resource}`,
      code: 'resource-overlap',
      severity: 'warning',
      absolute: false,
      message: `steps "${first.step.id}" and "${second.step.id}" both change "${resource}" and may run at the same time: put them in order unless they change different parts of it`,
      stepId: stepId(second.step.id),
      resource,
    }));
