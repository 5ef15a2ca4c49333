import { adapterRegistry, defineAdapter, type Operation } from '@breakwater/core';
import { builtInAdapter } from '../src/index.ts';
import { fakeAdapter } from './fake-adapter.ts';
import type { FakeWorld } from './played-world.ts';
import type { SoloHostOptions } from './solo-host.ts';

/** The fake technology with some of its operations different, by name. */
export const changedOperations =
  (
    { cloud }: FakeWorld,
    changes: Readonly<Record<string, (operation: Operation) => Partial<Operation>>>,
  ): NonNullable<SoloHostOptions['over']> =>
  () => {
    const { operations, ...adapter } = fakeAdapter(cloud);
    const changed = operations.map((operation) => ({ ...operation, ...changes[operation.name]?.(operation) }));
    return { adapters: adapterRegistry([builtInAdapter, defineAdapter({ ...adapter, operations: changed })]) };
  };
