import { HistoryDamagedError } from '../ports/execution-store.ts';
import type { JournalEntry, JournalRecord, StepRef } from '../ports/step-journal.ts';
import { type ChainLink, type ChainTip, openLinks, sealLink, type Sha256, type StoredChain } from './hash-chain.ts';

/** A journal record, and the link that a store keeps of it. */
export interface SealedRecord {
  readonly record: JournalRecord;
  readonly link: ChainLink;
}

/** Names a step's journal in errors. */
export const journalName = ({ executionId, stepId }: StepRef): string => `${executionId}/${stepId}`;

/** Makes the record that follows `tip`. */
export function sealRecord(
  sha256: Sha256,
  tip: ChainTip,
  { executionId, stepId }: StepRef,
  epoch: number,
  entry: JournalEntry,
): SealedRecord {
  const unsealed = { sequence: tip.number + 1, epoch, entry };
  const link = sealLink(sha256, tip, { executionId, stepId, ...unsealed });
  return { record: { ...unsealed, hash: link.hash }, link };
}

/**
 * The records of a step's journal.
 *
 * @throws HistoryDamagedError when a record does not fit its hash, belongs to another step, or is missing
 */
export function openRecords(
  sha256: Sha256,
  step: StepRef,
  stored: Pick<StoredChain, 'links' | 'tip'>,
): readonly JournalRecord[] {
  const chain: StoredChain = { ...stored, history: journalName(step), after: 0 };
  const entries = openLinks(sha256, chain) as unknown as readonly (StepRef & Omit<JournalRecord, 'hash'>)[];
  return entries.map(({ executionId, stepId, sequence, epoch, entry }, index) => {
    const link = chain.links[index];
    if (sequence !== link?.number || executionId !== step.executionId || stepId !== step.stepId) {
      throw new HistoryDamagedError(chain.history, index + 1, 'tampered');
    }
    return { sequence, epoch, entry, hash: link.hash };
  });
}
