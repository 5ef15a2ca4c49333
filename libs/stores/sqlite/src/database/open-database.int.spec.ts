import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { temporaryFile } from '../../testing/temporary-file.ts';
import type { Database } from './database.ts';
import { MIGRATIONS } from './migrations.ts';
import { openDatabase } from './open-database.ts';
import { migrate, SCHEMA_VERSION } from './schema-version.ts';
import { StoreUnusableError } from './store-unusable-error.ts';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('a store file', () => {
  let place: ReturnType<typeof temporaryFile>;
  beforeEach(() => {
    place = temporaryFile();
  });
  afterEach(() => place.remove());

  const pragma = (database: Database, name: string): unknown => database.get(`PRAGMA ${name}`)?.[name];
  /** Opens and closes it at once. */
  const touch = (): void => openDatabase(place.file).close();
  const withRawFile = (work: (connection: DatabaseSync) => void): void => {
    const connection = new DatabaseSync(place.file);
    work(connection);
    connection.close();
  };

  it('is durable, checked and at the newest schema', () => {
    const database = openDatabase(place.file);
    expect(pragma(database, 'journal_mode')).toBe('wal');
    expect(pragma(database, 'synchronous')).toBe(2);
    expect(pragma(database, 'foreign_keys')).toBe(1);
    expect(pragma(database, 'user_version')).toBe(SCHEMA_VERSION);
    const loose = database.all(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
    );
    expect(loose).toEqual([]);
    database.close();
  });

  it('is made with its folder, and is for its owner only, as is what SQLite puts beside it', () => {
    const file = join(place.folder, 'data', 'store.db');
    const database = openDatabase(file);
    database.run('INSERT INTO accounts (account, body) VALUES (?, ?)', '111122223333', '{}');
    expect([modeOf(file), modeOf(`${file}-wal`), modeOf(`${file}-shm`)]).toEqual([0o600, 0o600, 0o600]);
    expect(modeOf(join(place.folder, 'data'))).toBe(0o700);
    database.close();
  });

  it('is closed to others again when somebody has opened it to them', () => {
    touch();
    chmodSync(place.file, 0o644);
    touch();
    expect(modeOf(place.file)).toBe(0o600);
  });

  it('keeps nothing of a transaction that fails', () => {
    const database = openDatabase(place.file);
    const failing = () =>
      database.transaction(() => {
        database.run('INSERT INTO accounts (account, body) VALUES (?, ?)', '111122223333', '{}');
        throw new Error('changed my mind');
      });
    expect(failing).toThrow('changed my mind');
    expect(database.all('SELECT * FROM accounts')).toEqual([]);
    database.close();
  });

  it('is refused when it is no database, and stays as it is', () => {
    const notes = 'these are my notes, and no database\n'.repeat(100);
    writeFileSync(place.file, notes);
    expect(touch).toThrow(StoreUnusableError);
    expect(touch).toThrow(/is damaged .*restore a copy/);
    expect(readFileSync(place.file, 'utf8')).toBe(notes);
  });

  it('says that it is damaged when a page cannot be read', () => {
    touch();
    const bytes = readFileSync(place.file);
    bytes.fill(0xa5, 4096);
    writeFileSync(place.file, bytes);
    const read = () => {
      const database = openDatabase(place.file);
      try {
        database.all('SELECT * FROM commits');
        database.all('SELECT * FROM accounts');
      } finally {
        database.close();
      }
    };
    expect(read).toThrow(expect.objectContaining({ name: 'StoreUnusableError', trouble: 'damaged' }));
  });

  it('is refused when another program made it', () => {
    withRawFile((connection) => connection.exec('CREATE TABLE songs (title TEXT)'));
    expect(touch).toThrow(expect.objectContaining({ trouble: 'foreign' }));
    withRawFile((connection) => {
      expect(connection.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'songs' }]);
    });
  });

  it('is refused when a newer version of the product wrote it', () => {
    touch();
    withRawFile((connection) => connection.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`));
    expect(touch).toThrow(expect.objectContaining({ trouble: 'newer' }));
    expect(touch).toThrow(`version ${SCHEMA_VERSION + 1}`);
  });

  it('is refused when it may not be opened', () => {
    mkdirSync(place.file);
    expect(touch).toThrow(expect.objectContaining({ trouble: 'unavailable' }));
  });

  it('says so when another process holds it for too long', () => {
    const [holder, waiting] = [openDatabase(place.file), openDatabase(place.file, 1)];
    holder.transaction(() => {
      const write = () => waiting.run('DELETE FROM accounts');
      expect(write).toThrow(expect.objectContaining({ trouble: 'busy' }));
      expect(waiting.all('SELECT * FROM accounts')).toEqual([]);
    });
    holder.close();
    waiting.close();
  });

  it('goes through all later migrations when it is older, and keeps what is in it', () => {
    const database = openDatabase(place.file);
    database.run('INSERT INTO accounts (account, body) VALUES (?, ?)', '111122223333', '{}');
    const later = [
      ...MIGRATIONS,
      'ALTER TABLE accounts ADD COLUMN vended_at TEXT',
      'CREATE TABLE groups (name TEXT) STRICT',
    ];
    migrate(database, later);
    migrate(database, later);
    expect(database.all('SELECT * FROM accounts')).toEqual([{ account: '111122223333', body: '{}', vended_at: null }]);
    expect(database.all('SELECT * FROM groups')).toEqual([]);
    expect(pragma(database, 'user_version')).toBe(later.length);
    database.close();
  });

  it('stays at its version when a migration fails halfway', () => {
    const database = openDatabase(place.file);
    const broken = [...MIGRATIONS, 'CREATE TABLE groups (name TEXT) STRICT; CREATE TABLE nonsense (;'];
    expect(() => migrate(database, broken)).toThrow('syntax error');
    expect(pragma(database, 'user_version')).toBe(SCHEMA_VERSION);
    expect(() => database.all('SELECT * FROM groups')).toThrow('no such table');
    database.close();
  });
});
