import { stripVTControlCharacters } from 'node:util';
import { colourPaint, plainPaint } from '../render/paint.ts';
import { WIDTH } from '../render/text.ts';
import type { Channel } from './console.ts';

const ROWS_WITHOUT_TERMINAL = 24;
const ESCAPE = String.fromCharCode(27);
const CLEAR_DOWN = `${ESCAPE}[J`;
const up = (rows: number): string => (rows === 0 ? '\r' : `\r${ESCAPE}[${rows}A`);

/** The part of a terminal's stream that is used here. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** @param noColour - NO_COLOR is set */
export function streamChannel(stream: TerminalStream, noColour: boolean): Channel {
  const isTerminal = stream.isTTY === true;
  const size = () => ({ columns: stream.columns ?? WIDTH, rows: stream.rows ?? ROWS_WITHOUT_TERMINAL });
  let drawn: readonly string[] = [];
  const erase = (): string => (drawn.length === 0 ? '' : up(heightAt(drawn, size().columns)) + CLEAR_DOWN);
  return {
    isTerminal,
    paint: isTerminal && !noColour ? colourPaint : plainPaint,
    size,
    lines(lines) {
      if (lines.length === 0) return;
      const below = drawn;
      stream.write(`${erase()}${[...lines, ...below].join('\n')}\n`);
    },
    draw(lines) {
      if (!isTerminal) return;
      const text = `${erase()}${lines.map((line) => `${line}\n`).join('')}`;
      drawn = lines;
      stream.write(text);
    },
    leave() {
      drawn = [];
    },
  };
}

/** Rows that lines take now: a terminal that became narrower has folded those that were drawn wider. */
export const heightAt = (lines: readonly string[], columns: number): number =>
  lines.reduce(
    (sum, line) => sum + Math.max(1, Math.ceil(stripVTControlCharacters(line).length / Math.max(1, columns))),
    0,
  );
