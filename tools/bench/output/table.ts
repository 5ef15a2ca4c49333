import type { Measurement } from './measurement.ts';

const HEADER = ['benchmark', 'value', 'unit', 'baseline', 'ratio'];
const isNumeric = (column: number): boolean => column === 1 || column === 3 || column === 4;

/** The measurements in columns, numbers to the right. */
export function tableLines(measurements: readonly Measurement[]): string[] {
  const rows = [HEADER, ...measurements.map(cells)];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        isNumeric(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(HEADER), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.slice(1).map(line)];
}

const cells = ({ name, value, unit, baseline, ratio }: Measurement): string[] => [
  name,
  readable(value),
  unit,
  baseline === null ? '' : readable(baseline),
  ratio === null ? '' : ratio.toFixed(3),
];

/** Thousands apart; more digits the smaller the number. */
export function readable(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 1000 ? 0 : size >= 10 ? 1 : 3;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
