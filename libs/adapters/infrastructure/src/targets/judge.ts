import type { ResourceOutcome } from '@breakwater/core';
import {
  healthText,
  isHealthy,
  isHopeless,
  isLeaving,
  targetLabel,
  type TargetRef,
  type TargetView,
} from '../load-balancing/target-health.ts';

/** What is to come and to go, with how the group sees it now; `undefined` when it is not registered. */
export interface Shift {
  readonly incoming: readonly Placed[];
  readonly outgoing: readonly Placed[];
}

export interface Placed {
  readonly ref: TargetRef;
  readonly view: TargetView | undefined;
}

/**
 * @param groupPort - the port of targets that name none
 * @param registered - all targets of the group
 */
export function place(
  refs: { readonly incoming: readonly TargetRef[]; readonly outgoing: readonly TargetRef[] },
  groupPort: number | undefined,
  registered: readonly TargetView[],
): Shift {
  const keyOf = ({ id, port }: TargetRef) => `${id}:${port ?? groupPort ?? ''}`;
  const views = new Map(registered.map((view) => [keyOf(view.target), view]));
  const placed = (ref: TargetRef): Placed => ({ ref, view: views.get(keyOf(ref)) });
  return { incoming: refs.incoming.map(placed), outgoing: refs.outgoing.map(placed) };
}

/** Registered and not on the way out. */
export const isIn = ({ view }: Placed): boolean => view !== undefined && !isLeaving(view);
/** Not registered, or on the way out. */
export const isOut = (placed: Placed): boolean => !isIn(placed);
export const isGone = ({ view }: Placed): boolean => view === undefined;
export const serves = ({ view }: Placed): boolean => view !== undefined && isHealthy(view);
export const neverServes = ({ view }: Placed): boolean => view !== undefined && isHopeless(view);

export const stateText = ({ ref, view }: Placed): string =>
  `${targetLabel(ref)} is ${view === undefined ? 'not registered' : healthText(view)}`;

/** The outcome of every target, when the step ends like this. */
export function targetOutcomes({ incoming, outgoing }: Shift): ResourceOutcome[] {
  return [
    ...incoming.map((placed) => outcome(placed, serves(placed), 'healthy')),
    ...outgoing.map((placed) => outcome(placed, isOut(placed), 'deregistered')),
  ];
}

function outcome(placed: Placed, isGood: boolean, goodStatus: string): ResourceOutcome {
  const id = targetLabel(placed.ref);
  return isGood
    ? { id, state: 'succeeded', status: goodStatus }
    : { id, state: 'failed', status: placed.view?.state ?? 'not-registered', reason: stateText(placed) };
}
