/** Splits a list into parts of at most `size`, in order. */
export function chunksOf<Value>(values: readonly Value[], size: number): Value[][] {
  const chunks: Value[][] = [];
  for (let at = 0; at < values.length; at += size) chunks.push(values.slice(at, at + size));
  return chunks;
}
