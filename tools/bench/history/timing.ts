export interface Comparison {
  /** Median milliseconds. */
  readonly measured: number;
  readonly reference: number;
}

/**
 * Runs both in turn, so that what disturbs the machine disturbs both alike; the first turn warms up and is not counted.
 *
 * @param turns - an odd number
 */
export async function compare(turns: number, measured: () => unknown, reference: () => unknown): Promise<Comparison> {
  const times: { measured: number; reference: number }[] = [];
  for (let turn = 0; turn <= turns; turn += 1) {
    times.push({ measured: await milliseconds(measured), reference: await milliseconds(reference) });
  }
  const counted = times.slice(1);
  return {
    measured: median(counted.map((time) => time.measured)),
    reference: median(counted.map((time) => time.reference)),
  };
}

async function milliseconds(work: () => unknown): Promise<number> {
  const begunAt = performance.now();
  await work();
  return performance.now() - begunAt;
}

/** The middle one, the upper of two. @throws RangeError without values */
export function median(values: readonly number[]): number {
  const middle = ascending(values)[Math.floor(values.length / 2)];
  if (middle === undefined) throw new RangeError('a median needs a value');
  return middle;
}

/**
 * The smallest of the values that so large a share of them does not exceed.
 *
 * @param share - above 0, at most 1
 * @throws RangeError without values
 */
export function percentile(values: readonly number[], share: number): number {
  const found = ascending(values)[Math.ceil(values.length * share) - 1];
  if (found === undefined) throw new RangeError('a percentile needs a value');
  return found;
}

const ascending = (values: readonly number[]): number[] => [...values].sort((left, right) => left - right);
