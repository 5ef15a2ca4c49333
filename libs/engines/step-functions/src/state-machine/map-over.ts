import type { Spread } from '@breakwater/core';
import { SUPERSEDED, HELD, whenSuperseded } from './activity-task.ts';
import type { MapState, Scope, Template } from './asl.ts';

/**
 * A Map that runs all its items at once and keeps nothing of what they end with.
 *
 * Inline, items share this execution's history, and no more than 40 run at a time. Distributed, each item is a child
 * execution with a history of its own, up to 10,000 at a time; such a child may hold another distributed Map, which
 * starts a Map Run of its own.
 *
 * No concurrency is given: an inline Map then runs as many as it can (40), a distributed one 10,000.
 */
export const mapOver = <Name extends string>(
  spread: Spread,
  map: {
    readonly label: string;
    readonly items: string;
    readonly select: Template;
    readonly scope: Scope;
    readonly next: Name;
  },
): MapState<Name | typeof SUPERSEDED> => ({
  Type: 'Map',
  ...(spread === 'distributed' && { Label: map.label }),
  ItemsPath: map.items,
  ItemSelector: { ...HELD, ...map.select },
  ItemProcessor: {
    ProcessorConfig: spread === 'inline' ? { Mode: 'INLINE' } : { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    ...map.scope,
  },
  ResultPath: null,
  ...(spread === 'inline' && { Catch: whenSuperseded(SUPERSEDED) }),
  Next: map.next,
});
