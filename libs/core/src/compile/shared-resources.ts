import type { ResolvedResource } from '../adapter/technology-adapter.ts';
import { fault, type Fault } from '../plan/fault.ts';
import type { IsBefore, PlacedStep } from '../plan/plan-order.ts';
import { stepPath } from '../plan/rules/context.ts';
import type { Finding } from '../shared/finding.ts';
import { stepId, type ResourceKey, type StepId } from '../shared/ids.ts';
import { resourceKey } from '../shared/target.ts';
import { NO_TARGET, type BoundStep } from './bind-steps.ts';

/** Two steps that act on the same resource, in the order of listing. */
export interface SharedResource {
  readonly resource: string;
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
  const holders = new Map<ResourceKey, PlacedStep[]>();
  return given.steps.flatMap((second) => {
    const step = boundById.get(second.step.id);
    if (step === undefined) return [];
    return (given.resolved.get(step.id) ?? []).flatMap(({ id }): readonly SharedResource[] => {
      const key = resourceKey(step.technology, step.target ?? NO_TARGET, id);
      const earlier = holders.get(key) ?? [];
      holders.set(key, [...earlier, second]);
      return earlier.map((first) => ({
        resource: id,
        first,
        second,
        ordered: given.isBefore(first, second) || given.isBefore(second, first),
      }));
    });
  });
}

/** At the same time, neither step would know what the other does to the resource. */
export const overlapFaults = (shared: readonly SharedResource[]): readonly Fault[] =>
  shared
    .filter(({ ordered }) => !ordered)
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
    .filter(({ ordered, first, second }) => ordered && first.step.operation === second.step.operation)
    .map(({ resource, first, second }) => ({
      id: `resource-repeated:${second.step.id}:${resource}`,
      code: 'resource-repeated',
      severity: 'warning',
      absolute: false,
      message: `steps "${first.step.id}" and "${second.step.id}" both ${second.step.operation} "${resource}", one after the other`,
      stepId: stepId(second.step.id),
      resource,
    }));
