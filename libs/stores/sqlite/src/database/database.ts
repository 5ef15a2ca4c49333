import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { namingTroubles } from './sqlite-errors.ts';

/** A row as SQLite gives it; read it with `textOf` and `integerOf`. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** An open store file. Statements are prepared once; troubles of the file come as StoreUnusableError. */
export class Database {
  readonly file: string;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string, connection: DatabaseSync) {
    this.file = file;
    this.#connection = connection;
  }

  /** The first row. */
  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return namingTroubles(this.file, () => this.#prepared(sql).get(...values));
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return namingTroubles(this.file, () => this.#prepared(sql).all(...values));
  }

  /** @returns how many rows were changed */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return namingTroubles(this.file, () => Number(this.#prepared(sql).run(...values).changes));
  }

  /** Statements that are run once: schema, pragmas. */
  execute(sql: string): void {
    namingTroubles(this.file, () => this.#connection.exec(sql));
  }

  /**
   * Runs `work` with nobody else writing, all of it or none. It is synchronous, so that nothing of this process comes
   * between; it takes the write lock at once, so that what it reads still holds when it writes.
   */
  transaction<Value>(work: () => Value): Value {
    return this.#within('BEGIN IMMEDIATE', work);
  }

  /** Runs reads that belong together on what was there at one moment. Synchronous, as {@link transaction} is. */
  snapshot<Value>(work: () => Value): Value {
    return this.#within('BEGIN', work);
  }

  close(): void {
    this.#statements.clear();
    this.#connection.close();
  }

  #within<Value>(begin: string, work: () => Value): Value {
    this.execute(begin);
    try {
      const value = work();
      this.execute('COMMIT');
      return value;
    } catch (error) {
      // SQLite itself has rolled back after some errors (disk full); then there is nothing left to do.
      if (this.#connection.isTransaction) this.execute('ROLLBACK');
      throw error;
    }
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
