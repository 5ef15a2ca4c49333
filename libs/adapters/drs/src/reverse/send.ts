import { ReverseReplicationCommand } from '@aws-sdk/client-drs';
import { DRS_WRITES, errorText } from '@breakwater/aws';
import type { OperationContext } from '@breakwater/core';
import { refusedFailure } from '../batches/step-ledger.ts';
import { sendFault } from '../broker/job-driver.ts';
import { mapParallel } from '../service/parallel.ts';
import type { Regional } from '../service/regional.ts';
import { forgotten, noted, type ReverseLedger } from './ledger.ts';

/** One instance a call: a few side by side. */
const PARALLEL_CALLS = 4;

/** What a call is for. */
export interface Reversal {
  readonly item: string;
  readonly recoveryInstanceId: string;
}

/**
 * Writes the calls down, sends each once, and notes what came of them.
 *
 * @throws LeaseLostError before anything is sent, when another worker has the step
 */
export async function sendReversals(
  reversals: readonly Reversal[],
  ledger: ReverseLedger,
  where: Regional,
  context: OperationContext,
): Promise<ReverseLedger> {
  const at = context.clock.now();
  let next: ReverseLedger = { ...ledger };
  delete next.obstacle;
  for (const { item } of reversals) next = noted(next, { item, at });
  await context.saveCheckpoint(next);
  let isHeld = false;
  await mapParallel(reversals, PARALLEL_CALLS, async (reversal) => {
    if (isHeld || next.failure !== undefined) {
      next = forgotten(next, reversal.item);
      return;
    }
    try {
      const reversed = await reverse(reversal, where);
      next = noted(next, { item: reversal.item, at, ...(reversed !== undefined && { reversed }) });
    } catch (error) {
      context.signal.throwIfAborted();
      next = afterFault(next, reversal, error);
      isHeld = next.obstacle !== undefined;
    }
  });
  return { ...next, troubles: next.obstacle === undefined ? 0 : ledger.troubles + 1 };
}

/** @returns the id of the reversed source server */
async function reverse({ recoveryInstanceId: recoveryInstanceID }: Reversal, where: Regional) {
  const command = new ReverseReplicationCommand({ recoveryInstanceID });
  const client = where.aws.client(DRS_WRITES, where.target);
  const { reversedDirectionSourceServerArn: arn } = await client.send(command, { abortSignal: where.signal });
  return arn?.slice(arn.lastIndexOf('/') + 1);
}

function afterFault(ledger: ReverseLedger, { item }: Reversal, error: unknown): ReverseLedger {
  switch (sendFault(error)) {
    case 'unanswered':
      return ledger;
    case 'forbidden':
      return { ...forgotten(ledger, item), failure: refusedFailure(error) };
    case 'invalid': {
      const reason = errorText(error);
      return { ...forgotten(ledger, item), ended: [...ledger.ended, { item, status: 'refused', reason }] };
    }
    case 'busy':
    case 'over-quota':
    case 'not-now':
      return { ...forgotten(ledger, item), obstacle: errorText(error) };
  }
}
