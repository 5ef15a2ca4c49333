/** Calls under way at once for one step: RDS throttles an account that describes too eagerly. */
const WIDTH = 8;

/** Maps with a bounded number of calls at a time, keeping the order. */
export async function mapParallel<Value, Result>(
  values: readonly Value[],
  call: (value: Value) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = values.entries();
  const take = async (): Promise<void> => {
    for (const [index, value] of queue) results[index] = await call(value);
  };
  await Promise.all(values.slice(0, WIDTH).map(take));
  return results;
}
