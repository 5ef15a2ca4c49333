/** A way into the document: keys and indexes. */
export type DocumentPath = readonly (string | number)[];

/** What is wrong at one place of an estate. */
export interface Inconsistency {
  readonly path: DocumentPath;
  readonly message: string;
}

/** An entry for every item whose id an earlier one has. */
export function duplicates<T>(
  items: readonly T[],
  idOf: (item: T) => string | undefined,
  pathOf: (index: number) => DocumentPath,
  what: string,
): Inconsistency[] {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const id = idOf(item);
    if (id === undefined) return [];
    if (seen.has(id)) return [{ path: pathOf(index), message: `${what} ${id} appears twice` }];
    seen.add(id);
    return [];
  });
}
