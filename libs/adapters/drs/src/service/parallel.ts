/** Maps with at most `width` calls under way, so that a large step does not throttle itself. Keeps the order. */
export async function mapParallel<Value, Result>(
  values: readonly Value[],
  width: number,
  call: (value: Value) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const pending = values.entries();
  const worker = async () => {
    for (const [index, value] of pending) results[index] = await call(value);
  };
  await Promise.all(Array.from({ length: Math.min(width, values.length) }, worker));
  return results;
}
