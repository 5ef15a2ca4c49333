import type { Outcome } from './measurement.ts';
import { tableLines } from './table.ts';

/** The array that `--json` prints, and nothing else. */
export const jsonText = (outcomes: readonly Outcome[]): string =>
  JSON.stringify(
    outcomes.flatMap(({ measurements }) => measurements),
    null,
    2,
  );

/** What people read: how the numbers came about, the numbers, and what is wrong with them. */
export const humanText = (outcomes: readonly Outcome[]): string =>
  [
    ...outcomes.flatMap(({ explanation }) => [...explanation, '']),
    ...tableLines(outcomes.flatMap(({ measurements }) => measurements)),
    '',
    ...verdict(outcomes),
  ].join('\n');

/** One line for each bound that does not hold, or one that all do. */
export function verdict(outcomes: readonly Outcome[]): string[] {
  const broken = outcomes.flatMap((outcome) => outcome.broken);
  return broken.length === 0 ? ['all bounds hold'] : broken.map((bound) => `broken: ${bound}`);
}
