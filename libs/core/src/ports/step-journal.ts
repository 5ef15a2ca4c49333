import type { ExecutionId, StepId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { Json } from '../shared/json.ts';
import type { Progress } from '../adapter/resource-outcome.ts';

/** One line of a step's journal. */
export type JournalEntry =
  | { readonly kind: 'intent'; readonly attempt: number; readonly key: string; readonly at: Instant }
  | { readonly kind: 'checkpoint'; readonly attempt: number; readonly checkpoint: Json; readonly at: Instant }
  /** How something was before it was changed. */
  | {
      readonly kind: 'captured';
      readonly attempt: number;
      readonly name: string;
      readonly value: Json;
      readonly at: Instant;
    }
  | { readonly kind: 'progress'; readonly attempt: number; readonly progress: Progress; readonly at: Instant };

export interface JournalRecord {
  /** 1 for the first record of a step, then one more each. */
  readonly sequence: number;
  readonly epoch: number;
  readonly entry: JournalEntry;
  /** `sha256(previousHash + canonicalJson({executionId, stepId, sequence, epoch, entry}))`. */
  readonly hash: string;
}

/** Names a step's journal; `leaseKey` of the same step guards it. */
export interface StepRef {
  readonly executionId: ExecutionId;
  readonly stepId: StepId;
}

/** The key under which {@link Leases} guards a step: the journal checks epochs against it. */
export const leaseKey = (step: StepRef): string => `step/${step.executionId}/${step.stepId}`;

/** What a step's worker writes down, one writer at a time. */
export interface StepJournal {
  /** @throws HistoryDamagedError when the chain does not hold */
  read(step: StepRef): Promise<readonly JournalRecord[]>;
  /**
   * Appends durably, if `epoch` is still the newest of the step's lease.
   *
   * @throws LeaseLostError when another worker has claimed the step; nothing is written
   */
  append(step: StepRef, epoch: number, entry: JournalEntry): Promise<JournalRecord>;
}
