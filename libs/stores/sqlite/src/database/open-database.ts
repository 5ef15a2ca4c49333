import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Database } from './database.ts';
import { migrate } from './schema-version.ts';
import { namingTroubles } from './sqlite-errors.ts';
import { StoreUnusableError } from './store-unusable-error.ts';

/** Plans and histories are for the service's own user; SQLite gives its -wal and -shm the same mode. */
const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/** A write takes milliseconds; who holds the file for longer is stuck. */
const BUSY_MILLISECONDS = 10_000;

/**
 * Opens a store's file, and makes it (with its folder) when there is none. Several processes may have it open.
 *
 * @param busyMilliseconds - how long to wait for another process's write
 * @throws StoreUnusableError
 */
export function openDatabase(path: string, busyMilliseconds = BUSY_MILLISECONDS): Database {
  const file = resolve(path);
  makeFile(file);
  const connection = namingTroubles(file, () => new DatabaseSync(file, { timeout: busyMilliseconds }));
  const database = new Database(file, connection);
  try {
    // Committed means on the disk, also when the power fails: what is not durable would be done twice.
    database.execute(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON;
      PRAGMA trusted_schema = OFF;
    `);
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Makes the file before SQLite does, so that nobody else could read it for a moment. One that exists is never opened
 * here: closing it would drop the locks that this process's SQLite has on it.
 */
function makeFile(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: OWNER_ONLY_FOLDER });
    closeSync(openSync(file, 'wx', OWNER_ONLY));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw new StoreUnusableError(file, 'unavailable', String(error), { cause: error });
    chmodSync(file, OWNER_ONLY);
  }
}

const codeOf = (error: unknown): unknown => (Object(error) as { readonly code?: unknown }).code;
