import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { executionId } from '@breakwater/core';
import { aHead, anEvent, VirtualClock } from '@breakwater/core/testing';
import { temporaryFile } from '../../testing/temporary-file.ts';
import type { Database } from '../database/database.ts';
import { openDatabase } from '../database/open-database.ts';
import { SqliteExecutionStore } from './execution-store.ts';

const DRILL = executionId('drill-1');

describe('an execution whose newest version was forgotten', () => {
  let place: ReturnType<typeof temporaryFile>;
  let database: Database;
  let store: SqliteExecutionStore;
  beforeEach(async () => {
    place = temporaryFile();
    database = openDatabase(place.file);
    store = new SqliteExecutionStore(database, new VirtualClock());
    await store.append(DRILL, 0, [anEvent()], aHead({ executionId: DRILL }));
    database.execute('PRAGMA foreign_keys = OFF; DELETE FROM commit_tips; PRAGMA foreign_keys = ON');
  });
  afterEach(() => {
    database.close();
    place.remove();
  });

  it('is not read, for nobody knows whether it goes on', async () => {
    await expect(store.read(DRILL)).rejects.toMatchObject({ name: 'HistoryDamagedError', kind: 'missing' });
  });

  it('is not begun anew over what is there', async () => {
    const anew = store.append(DRILL, 0, [anEvent()], aHead({ executionId: DRILL, status: 'anew' }));
    await expect(anew).rejects.toMatchObject({ name: 'HistoryDamagedError', version: 1, kind: 'tampered' });
    expect(database.all('SELECT * FROM commit_tips')).toEqual([]);
    expect((await store.list({})).heads.map(({ status }) => status)).toEqual(['running']);
  });
});
