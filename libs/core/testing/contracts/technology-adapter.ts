import { afterEach, describe, expect, it } from '@jest/globals';
import type { TechnologyAdapter } from '@breakwater/core';
import { declarationCases } from './technology-adapter/declaration-cases.ts';
import { failureCases } from './technology-adapter/failure-cases.ts';
import { onceCases } from './technology-adapter/once-cases.ts';
import type { OpenWorld, OperationCase, OperationWorld } from './technology-adapter/operation-world.ts';

/**
 * What the step runner relies on, for each operation of a technology adapter. Run it from the adapter's `.int.spec.ts`,
 * on a simulated AWS.
 *
 * @param adapter - the adapter under test, for what it declares
 * @param cases - one for each operation; a missing or needless one fails
 * @param only - operations to run it for once more, under other circumstances
 */
export function technologyAdapterContract(
  name: string,
  adapter: TechnologyAdapter,
  cases: Readonly<Record<string, OperationCase>>,
  only?: readonly string[],
): void {
  const operations = adapter.operations.filter(({ name: operation }) => only?.includes(operation) ?? true);
  describe(`${name} as a TechnologyAdapter`, () => {
    const worlds: OperationWorld[] = [];
    afterEach(async () => {
      await Promise.all(worlds.splice(0).map((world) => world.close()));
    });

    it('has a case for each of its operations', () => {
      expect(Object.keys(cases).sort()).toEqual(operations.map((operation) => operation.name).sort());
    });

    for (const operation of operations) {
      const operationCase = cases[operation.name];
      if (operationCase === undefined) continue;
      const open: OpenWorld = async (scenario) => {
        const world = await operationCase.open(scenario);
        worlds.push(world);
        return world;
      };
      describe(operation.name, () => {
        declarationCases(adapter, operation, open);
        onceCases(operation, open);
        failureCases(operation, open, operationCase.failureReason);
      });
    }
  });
}
