import type { Target } from '@breakwater/core';

/** Groups by account and Region, in the order in which the places first appear. */
export function byPlace<Item>(
  items: readonly Item[],
  placeOf: (item: Item) => Target,
): readonly { readonly target: Target; readonly items: readonly Item[] }[] {
  const groups = Map.groupBy(items, (item) => {
    const { account, region } = placeOf(item);
    return `${account}/${region}`;
  });
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ target: placeOf(first), items: group }];
  });
}
