import { DatabaseSync } from 'node:sqlite';
import type { Vandal } from '@breakwater/core/testing/contracts';

/** Damages the entries of a table of links past the store, as somebody with access to the file could. */
export function vandalOf<Key>(
  file: string,
  table: 'commits' | 'journal_records',
  historyOf: (key: Key) => string,
): Vandal<Key> {
  const doing = (statement: string) => async (key: Key, number: number) => {
    const connection = new DatabaseSync(file);
    try {
      const { changes } = connection
        .prepare(`${statement} WHERE history = ? AND number = ?`)
        .run(historyOf(key), number);
      if (changes !== 1) throw new RangeError(`there is no entry ${number} of ${historyOf(key)}`);
    } finally {
      connection.close();
    }
  };
  return {
    alter: doing(`UPDATE ${table} SET body = replace(body, '"at":"2026', '"at":"2025')`),
    tear: doing(`UPDATE ${table} SET body = substr(body, 1, length(body) / 2)`),
    remove: doing(`DELETE FROM ${table}`),
  };
}
