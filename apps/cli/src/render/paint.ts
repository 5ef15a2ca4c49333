import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Puts emphasis on text that has its final width already. Meaning never rests on it: words carry the verdict. */
export interface Paint {
  (style: Style, text: string): string;
}

/** For files, pipes, NO_COLOR and golden files. */
export const plainPaint: Paint = (_style, text) => text;

export const colourPaint: Paint = (style, text) => styleText(style, text, { validateStream: false });
