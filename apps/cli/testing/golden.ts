import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';

const FOLDER = join(import.meta.dirname, 'golden');

/** Widest line of any screen; only commands and other words that must survive being copied may be longer. */
const WIDTH = 80;

/**
 * Holds a screen against its golden file. `UPDATE_GOLDEN=1` writes the files anew, to be read before they are committed.
 */
export function expectGolden(name: string, lines: readonly string[]): void {
  const file = join(FOLDER, `${name}.txt`);
  const text = `${lines.join('\n')}\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
  expect(lines.filter((line) => line.length > WIDTH && !/^\s+npx /.test(line))).toEqual([]);
}
