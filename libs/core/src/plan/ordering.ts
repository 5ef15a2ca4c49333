/** What comes directly before each node. Every node is a key, in the order of listing; predecessors that are no key count as none. */
export type Predecessors<Id extends string> = ReadonlyMap<Id, readonly Id[]>;

export type TopologicalOrder<Id extends string> =
  | { readonly ok: true; readonly order: readonly Id[] }
  /** What cannot be ordered: nodes on cycles, and those behind them. */
  | { readonly ok: false; readonly left: readonly Id[] };

/** Predecessors first; among nodes that may come next, the one that is listed first. */
export function topologicalOrder<Id extends string>(predecessors: Predecessors<Id>): TopologicalOrder<Id> {
  const listing = [...predecessors.keys()];
  const position = new Map(listing.map((id, index) => [id, index]));
  const successors = successorsOf(predecessors);
  const open = new Map(listing.map((id) => [id, knownPredecessors(predecessors, id).length]));
  const ready = listing.filter((id) => open.get(id) === 0);
  const order: Id[] = [];
  for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
    order.push(next);
    for (const successor of successors.get(next) ?? []) {
      const left = (open.get(successor) ?? 0) - 1;
      open.set(successor, left);
      if (left === 0) insertByPosition(ready, successor, position);
    }
  }
  if (order.length === listing.length) return { ok: true, order };
  const done = new Set(order);
  return { ok: false, left: listing.filter((id) => !done.has(id)) };
}

function insertByPosition<Id extends string>(ready: Id[], id: Id, position: ReadonlyMap<Id, number>): void {
  const mine = position.get(id) ?? 0;
  const index = ready.findIndex((other) => (position.get(other) ?? 0) > mine);
  ready.splice(index < 0 ? ready.length : index, 0, id);
}

const knownPredecessors = <Id extends string>(predecessors: Predecessors<Id>, id: Id): readonly Id[] =>
  [...new Set(predecessors.get(id))].filter((before) => predecessors.has(before));

function successorsOf<Id extends string>(predecessors: Predecessors<Id>): ReadonlyMap<Id, readonly Id[]> {
  const successors = new Map<Id, Id[]>();
  for (const id of predecessors.keys()) {
    for (const before of knownPredecessors(predecessors, id)) {
      const known = successors.get(before);
      if (known === undefined) successors.set(before, [id]);
      else known.push(id);
    }
  }
  return successors;
}

/** Cycles that keep nodes from being ordered, each as `[a, b, c]` with a after c, c after b, b after a; no two share a node. */
export function cyclesOf<Id extends string>(predecessors: Predecessors<Id>): readonly (readonly Id[])[] {
  const cycles: (readonly Id[])[] = [];
  let remaining = predecessors;
  for (let sorted = topologicalOrder(remaining); !sorted.ok; sorted = topologicalOrder(remaining)) {
    const stuck = new Map(sorted.left.map((id): [Id, readonly Id[]] => [id, remaining.get(id) ?? []]));
    const cycle = cycleIn(stuck);
    cycles.push(cycle);
    const onCycle = new Set(cycle);
    remaining = new Map([...stuck].filter(([id]) => !onCycle.has(id)));
  }
  return cycles;
}

/** Every node here has a predecessor here, so walking backwards must come round. */
function cycleIn<Id extends string>(stuck: Predecessors<Id>): readonly Id[] {
  const walk: Id[] = [];
  let [current] = stuck.keys();
  while (current !== undefined) {
    const met = walk.indexOf(current);
    if (met >= 0) return fromFirstListed(stuck, walk.slice(met).toReversed());
    walk.push(current);
    [current] = knownPredecessors(stuck, current);
  }
  throw new Error('a graph that cannot be ordered has a cycle');
}

function fromFirstListed<Id extends string>(listing: Predecessors<Id>, cycle: readonly Id[]): readonly Id[] {
  const first = [...listing.keys()].find((id) => cycle.includes(id));
  const start = first === undefined ? 0 : cycle.indexOf(first);
  return [...cycle.slice(start), ...cycle.slice(0, start)];
}

/** Everything that comes before a node, directly or not; the node itself only where it stands on a cycle. */
export function ancestorsOf<Id extends string>(predecessors: Predecessors<Id>, id: Id): ReadonlySet<Id> {
  const found = new Set<Id>();
  const open = [...knownPredecessors(predecessors, id)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...knownPredecessors(predecessors, next));
  }
  return found;
}

/**
 * The predecessors that are left when some nodes are taken out: who waited for such a node waits for what that one
 * waited for.
 *
 * @param predecessors - without cycles
 */
export function withoutNodes<Id extends string>(
  predecessors: Predecessors<Id>,
  isKept: (id: Id) => boolean,
): ReadonlyMap<Id, readonly Id[]> {
  const sorted = topologicalOrder(predecessors);
  if (!sorted.ok) throw new Error(`these come round in a cycle: ${sorted.left.join(', ')}`);
  const effective = new Map<Id, readonly Id[]>();
  for (const id of sorted.order) {
    const inherited = knownPredecessors(predecessors, id).flatMap((before) =>
      isKept(before) ? [before] : (effective.get(before) ?? []),
    );
    effective.set(id, [...new Set(inherited)]);
  }
  return new Map([...predecessors.keys()].filter(isKept).map((id) => [id, effective.get(id) ?? []]));
}
