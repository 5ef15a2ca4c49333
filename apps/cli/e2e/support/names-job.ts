import type { JournalEntry } from '@breakwater/core';

/** DRS has answered when the ledger of a step names a job. */
export const namesJob = (entry: JournalEntry): boolean =>
  entry.kind === 'checkpoint' && JSON.stringify(entry.checkpoint).includes('"jobs":[{');
