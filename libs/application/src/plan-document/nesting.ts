import { Lexer } from 'yaml';

/** Brackets within brackets, and block markers on one line: beyond this, parsing itself would take too long. */
const MOST_NESTING = 64;

/** Where a text is nested too deep to be parsed, as an offset; `undefined` when it is not. */
export function tooDeepAt(text: string): number | undefined {
  let offset = 0;
  let brackets = 0;
  let markers = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets += 1;
    else if (token === ']' || token === '}') brackets -= 1;
    else if (token === '-' || token === '?' || token === ':') markers += 1;
    else if (token.includes('\n')) markers = 0;
    if (brackets > MOST_NESTING || markers > MOST_NESTING) return offset;
    offset += isControl(token) ? 0 : token.length;
  }
  return undefined;
}

/** Tokens that the lexer adds and that are not in the text: document start, flow error end, a scalar's announcement. */
const isControl = (token: string): boolean => token === '\u{2}' || token === '\u{18}' || token === '\u{1f}';
