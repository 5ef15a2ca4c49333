/** Calls by operation, as a `CallLedger` counts them: `dynamodb:PutItem`. */
export type Calls = Readonly<Record<string, number>>;

/** What was called between two looks at a ledger. */
export const callsBetween = (before: Calls, after: Calls): Calls =>
  Object.fromEntries(
    Object.entries(after)
      .map(([operation, count]): [string, number] => [operation, count - (before[operation] ?? 0)])
      .filter(([, count]) => count > 0),
  );

/** Calls of one service by its own names of operations, each divided by so much; the largest first. */
export const callsOf = (calls: Calls, service: string, by: number): readonly (readonly [string, number])[] =>
  Object.entries(calls)
    .filter(([operation]) => operation.startsWith(`${service}:`))
    .map(([operation, count]): [string, number] => [operation.slice(service.length + 1), count / by])
    .sort(([, left], [, right]) => right - left);

export const total = (calls: readonly (readonly [string, number])[]): number =>
  calls.reduce((sum, [, count]) => sum + count, 0);
