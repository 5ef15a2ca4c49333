import type { ExecutionId } from '../shared/ids.ts';

/** Identifiers that nobody else has. */
export interface Ids {
  /** Time-ordered, at most 40 characters of `[a-z0-9-]`, fit for tags and session names. */
  executionId(): ExecutionId;
  /** Names this worker in leases: unlike any other process's, also after a restart. */
  workerId(): string;
}
