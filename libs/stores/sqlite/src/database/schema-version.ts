import { numberOf } from './columns.ts';
import type { Database } from './database.ts';
import { MIGRATIONS } from './migrations.ts';
import { StoreUnusableError } from './store-unusable-error.ts';

/** Marks a file as ours ("BRKW"), so that no other program's database is ever migrated. */
const APPLICATION_ID = 0x42524b57;

/** The schema that this version of the product reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings the schema up to date, all steps or none. Processes that open a file at once do it one after the other.
 *
 * @param migrations - those of the product; tests bring later ones
 * @throws StoreUnusableError when the file is not ours, or newer than we are; it stays untouched
 */
export function migrate(database: Database, migrations: readonly string[] = MIGRATIONS): void {
  if (schemaVersion(database) === migrations.length) return;
  database.transaction(() => {
    const current = schemaVersion(database);
    checkVersion(database, current, migrations.length);
    for (const migration of migrations.slice(current)) database.execute(migration);
    database.execute(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${migrations.length};`);
  });
}

/** 0 for a new file. */
function schemaVersion(database: Database): number {
  const version = pragma(database, 'user_version');
  if (pragma(database, 'application_id') === APPLICATION_ID) return version;
  const { tables } = database.get('SELECT count(*) AS tables FROM sqlite_schema') ?? {};
  if (version === 0 && tables === 0) return 0;
  throw new StoreUnusableError(database.file, 'foreign', 'another program made it');
}

function checkVersion(database: Database, current: number, known: number): void {
  if (current <= known) return;
  const reason = `its schema has version ${current}, this version of the product knows ${known}`;
  throw new StoreUnusableError(database.file, 'newer', reason);
}

const pragma = (database: Database, name: string): number => numberOf(database.get(`PRAGMA ${name}`) ?? {}, name);
