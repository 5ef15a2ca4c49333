import { type ChainLink, type ChainTip, EMPTY_CHAIN, HistoryDamagedError } from '@breakwater/core';
import { numberOf, textOf } from '../database/columns.ts';
import type { Database } from '../database/database.ts';
import { isConstraintViolation } from '../database/sqlite-errors.ts';

/** Hash-chained histories in a pair of tables. */
export class ChainTables {
  readonly #database: Database;
  readonly #selectLinks: string;
  readonly #selectTip: string;
  readonly #insertLink: string;
  readonly #upsertTip: string;

  /** @param tables - names of ours, never input */
  constructor(database: Database, tables: { readonly links: string; readonly tips: string }) {
    this.#database = database;
    this.#selectLinks = `SELECT number, body, hash FROM ${tables.links} WHERE history = ? AND number >= ? ORDER BY number`;
    this.#selectTip = `SELECT number, hash FROM ${tables.tips} WHERE history = ?`;
    this.#insertLink = `INSERT INTO ${tables.links} (history, number, body, hash) VALUES (?, ?, ?, ?)`;
    this.#upsertTip = `INSERT INTO ${tables.tips} (history, number, hash) VALUES (?, ?, ?)
      ON CONFLICT (history) DO UPDATE SET number = excluded.number, hash = excluded.hash`;
  }

  /** Links from number `after` on, and the tip, as of one moment. */
  read(history: string, after: number): { readonly links: readonly ChainLink[]; readonly tip: ChainTip | undefined } {
    return this.#database.snapshot(() => ({
      links: this.#database.all(this.#selectLinks, history, after).map((row) => ({
        number: numberOf(row, 'number'),
        text: textOf(row, 'body'),
        hash: textOf(row, 'hash'),
      })),
      tip: this.#storedTip(history),
    }));
  }

  /** Where the next link goes. */
  tip(history: string): ChainTip {
    return this.#storedTip(history) ?? EMPTY_CHAIN;
  }

  /** Call it in a transaction, with a link that was sealed onto {@link tip} in the same one. */
  append(history: string, link: ChainLink): void {
    this.#database.run(this.#upsertTip, history, link.number, link.hash);
    try {
      this.#database.run(this.#insertLink, history, link.number, link.text, link.hash);
    } catch (error) {
      if (!isConstraintViolation(error)) throw error;
      throw new HistoryDamagedError(history, link.number, 'tampered', { cause: error });
    }
  }

  #storedTip(history: string): ChainTip | undefined {
    const row = this.#database.get(this.#selectTip, history);
    return row && { number: numberOf(row, 'number'), hash: textOf(row, 'hash') };
  }
}
