import type { ExecutionHead } from '@breakwater/core';
import { column } from './text.ts';
import { dateAndTime } from './time.ts';

/** One line an execution; ids are never shortened, for they are to be copied. */
export function executionTable(heads: readonly ExecutionHead[]): string[] {
  if (heads.length === 0) return ['There is no execution yet.'];
  const width = Math.max(...heads.map(({ executionId }) => executionId.length));
  return heads.map((head) => {
    const state = head.outcome === null ? head.status : `${head.status}, ${head.outcome}`;
    return `${head.executionId.padEnd(width)} ${dateAndTime(head.requestedAt).slice(5, 16)} ${column(head.mode, 8)} ${column(head.plan, 14)} ${state}`;
  });
}
