/** One line of the benchmarks' result; exactly these members are printed as JSON. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the value is compared with, in the same unit and from the same run; null where nothing is comparable. */
  readonly baseline: number | null;
  /** `value / baseline`. Machines differ and are noisy: compare ratios, not values. */
  readonly ratio: number | null;
}

/** What one benchmark found. */
export interface Outcome {
  readonly measurements: readonly Measurement[];
  /** How the numbers came about, for people. */
  readonly explanation: readonly string[];
  /** Bounds that do not hold, each as a sentence; the command fails when there is one. */
  readonly broken: readonly string[];
}

/** A measurement with its ratio; a baseline of 0 has none. */
export const measurement = (name: string, value: number, unit: string, baseline: number | null): Measurement => ({
  name,
  value: rounded(value),
  unit,
  baseline: baseline === null ? null : rounded(baseline),
  ratio: baseline === null || baseline === 0 ? null : rounded(value / baseline),
});

const SIGNIFICANT_DIGITS = 6;
const rounded = (value: number): number => Number(value.toPrecision(SIGNIFICANT_DIGITS));
