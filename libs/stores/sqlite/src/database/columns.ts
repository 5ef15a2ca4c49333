import type { Row } from './database.ts';

/** @throws TypeError when the column is missing or holds something else; strict tables rule that out for our schema */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw new TypeError(`column ${column} holds ${typeof value}, not text`);
}

/** @throws TypeError as {@link textOf} */
export function numberOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === 'number') return value;
  throw new TypeError(`column ${column} holds ${typeof value}, not a number`);
}

/** SQLite has no booleans: 0 is false. */
export const booleanOf = (row: Row, column: string): boolean => numberOf(row, column) !== 0;

export const asInteger = (value: boolean): number => (value ? 1 : 0);
