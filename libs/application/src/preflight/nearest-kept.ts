/**
 * The nearest kept predecessors of a node: those that are left out hand on what they waited for.
 *
 * @param before - direct predecessors; acyclic
 */
export function nearestKept<Id>(id: Id, before: ReadonlyMap<Id, readonly Id[]>, isKept: (id: Id) => boolean): Id[] {
  const found = new Set<Id>();
  const seen = new Set<Id>();
  const visit = (node: Id) => {
    for (const predecessor of before.get(node) ?? []) {
      if (seen.has(predecessor)) continue;
      seen.add(predecessor);
      if (isKept(predecessor)) found.add(predecessor);
      else visit(predecessor);
    }
  };
  visit(id);
  return [...found];
}
