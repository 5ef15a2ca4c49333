import type { AdapterRegistry, Operation } from '@breakwater/core';
import { column, wrap } from './text.ts';

/** What an operation does to production in a drill depends on its target; this is said of an isolated drill target. */
export function adapterLines({ adapters }: AdapterRegistry): string[] {
  return adapters.flatMap(({ technology, operations }) => [
    technology,
    ...operations.flatMap((operation) => [
      ...wrap(operation.summary, { first: `  ${column(operation.name, 30)}  ` }),
      ...wrap(factsOf(operation), { first: ' '.repeat(34) }),
    ]),
  ]);
}

function factsOf({ reversible, adoptable }: Operation): string {
  const undo =
    reversible === 'yes' ? 'can be taken back' : reversible === 'no' ? 'cannot be taken back' : `can be taken back until ${reversible.until}`;
  return adoptable ? undo : `${undo}; after a crash a person decides whether it took effect`;
}

/** The same for machines, with the schemas of parameters and outputs. */
export const adapterDocument = ({ adapters }: AdapterRegistry): object[] =>
  adapters.map(({ technology, contractVersion, operations }) => ({
    technology,
    contractVersion,
    operations: operations.map(({ name, summary, reversible, adoptable, params, outputs }) => ({
      name,
      summary,
      reversible,
      adoptable,
      params,
      outputs,
    })),
  }));
