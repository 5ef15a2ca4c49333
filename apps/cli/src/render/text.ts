import { stripVTControlCharacters } from 'node:util';

/** Columns that every screen fits in. */
export const WIDTH = 80;

const CONTROL = new RegExp(
  `[${String.fromCharCode(0)}-${String.fromCharCode(31)}${String.fromCharCode(127)}-${String.fromCharCode(159)}]+`,
  'g',
);

/**
 * Text from elsewhere (AWS's reasons, instructions, notes) on one line, without anything that could steer a terminal.
 */
export const oneLine = (text: string): string =>
  stripVTControlCharacters(text).replace(CONTROL, ' ').replace(/ {2,}/g, ' ').trim();

export const shorten = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 3))}...`;

export const column = (text: string, width: number): string => shorten(text, width).padEnd(width);

export const columnRight = (text: string, width: number): string => shorten(text, width).padStart(width);

/**
 * Breaks text into lines at spaces; a word that is longer than a line (an ARN, a command) is left whole, so that it can be copied.
 *
 * @param options.first - what the first line begins with; the others are indented as far, or by `indent`
 */
export function wrap(text: string, options: { first?: string; indent?: number; width?: number } = {}): string[] {
  const first = options.first ?? '';
  const indent = ' '.repeat(options.indent ?? first.length);
  const width = options.width ?? WIDTH;
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of oneLine(text).split(' ')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line.trimEnd()];
}

/** Like {@link wrap}, but keeps the author's line breaks. */
export const wrapLines = (text: string, indent: number, width = WIDTH): string[] =>
  text
    .split(/\r?\n/)
    .filter((line) => oneLine(line) !== '')
    .flatMap((line) => wrap(line, { first: ' '.repeat(indent), width }));

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** `a, b and c` */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;

/** The first few, and how many more there are. */
export const someOf = (items: readonly string[], most: number): string =>
  items.length <= most ? listed(items) : `${items.slice(0, most).join(', ')} and ${items.length - most} more`;

export const heading = (text: string): string[] => ['', text];

export const rule = (): string => '-'.repeat(WIDTH);

const SAFE_WORD = /^[\w@%+=:,./-]+$/;

/** A word as a POSIX shell takes it literally. */
export const shellWord = (word: string): string => (SAFE_WORD.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
