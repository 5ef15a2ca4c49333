import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { piecesOf } from './long-texts.ts';

describe('the pieces of a text', () => {
  it('join to the text, and none is larger than asked for', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 200 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 4, max: 64 }), (text, size) => {
        const pieces = piecesOf(text, size);
        expect(pieces.join('')).toBe(text);
        for (const piece of pieces) expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(size);
      }),
    );
  });

  it('are few: only a character at the cut leaves room', () => {
    expect(piecesOf('abcdef', 4)).toEqual(['abcd', 'ef']);
    expect(piecesOf('abc💾', 4)).toEqual(['abc', '💾']);
    expect(piecesOf('', 4)).toEqual([]);
  });
});
