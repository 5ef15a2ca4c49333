import { Buffer } from 'node:buffer';
import type { Static } from 'typebox';
import { PieceItem, type StoredTextSchema } from './items.ts';
import { pieceKey, piecePartition } from './keys.ts';
import { readItem } from './read-item.ts';
import type { Table } from './table.ts';

/**
 * Bytes of text that an item holds. An item takes 400 KB, attribute names and all; what else our items hold is below a
 * tenth of that.
 */
export const LARGEST_TEXT_BYTES = 300_000;

export type StoredText = Static<typeof StoredTextSchema>;

/**
 * Texts of any length. One that does not fit its item is cut into pieces, items of their own that are written first; the
 * item that names them is written last, and makes them part of the history. Pieces that no item names are of a writer that
 * died or lost a race: nobody reads them.
 */
export class LongTexts {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /**
   * Writes what does not fit an item.
   *
   * @param id - of this writing: nobody else's pieces bear it
   * @returns what the item has to hold
   */
  async store(id: string, text: string): Promise<StoredText> {
    const pieces = piecesOf(text, LARGEST_TEXT_BYTES);
    if (pieces.length <= 1) return { text };
    for (const [number, piece] of pieces.entries()) await this.#table.put({ ...pieceKey(id, number), piece });
    return { piecesId: id, pieceCount: pieces.length };
  }

  /** The text; without the pieces that are gone, so that it fits no hash when one is. */
  async load(stored: StoredText): Promise<string> {
    if ('text' in stored) return stored.text;
    const items = await this.#table.query({ partition: piecePartition(stored.piecesId) });
    return items.map((item) => readItem(PieceItem, item).piece).join('');
  }

  /** Removes the pieces of a writing that no item will name. */
  async drop(stored: StoredText): Promise<void> {
    if ('text' in stored) return;
    for (let number = 0; number < stored.pieceCount; number += 1) {
      await this.#table.delete(pieceKey(stored.piecesId, number));
    }
  }
}

const LEAD_BITS = 0b1100_0000;
const CONTINUATION = 0b1000_0000;

/** Cuts a text at most every `size` bytes of its UTF-8, never within a character. */
export function piecesOf(text: string, size: number): readonly string[] {
  const bytes = Buffer.from(text);
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length;) {
    let end = Math.min(start + size, bytes.length);
    while (end < bytes.length && ((bytes[end] ?? 0) & LEAD_BITS) === CONTINUATION) end -= 1;
    pieces.push(bytes.toString('utf8', start, end));
    start = end;
  }
  return pieces;
}
