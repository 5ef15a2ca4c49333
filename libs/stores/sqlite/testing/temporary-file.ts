import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A path for a store's file in a folder of its own; nothing is there yet. */
export function temporaryFile(): { readonly file: string; readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-sqlite-'));
  return { folder, file: join(folder, 'store.db'), remove: () => rmSync(folder, { recursive: true }) };
}
