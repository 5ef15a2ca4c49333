import { errorText } from '@breakwater/aws';
import type { OperationContext } from '@breakwater/core';
import { refusedFailure } from '../batches/step-ledger.ts';
import { sendFault } from '../broker/job-driver.ts';
import { mapParallel } from '../service/parallel.ts';
import { forgotten, noted, type CallLedger } from './call-ledger.ts';

/** One item a call: a few side by side. */
const PARALLEL_CALLS = 4;

/**
 * Writes the calls down, sends each once, and notes what came of them.
 *
 * @param call - sends the call for one item; gives the id of the reversed source server, if it makes one
 * @throws LeaseLostError before anything is sent, when another worker has the step
 */
export async function sendEach(
  items: readonly string[],
  ledger: CallLedger,
  context: OperationContext,
  call: (item: string) => Promise<string | undefined>,
): Promise<CallLedger> {
  const at = context.clock.now();
  let next: CallLedger = { ...ledger };
  delete next.obstacle;
  for (const item of items) next = noted(next, { item, at });
  await context.saveCheckpoint(next);
  let isHeld = false;
  await mapParallel(items, PARALLEL_CALLS, async (item) => {
    if (isHeld || next.failure !== undefined) {
      next = forgotten(next, item);
      return;
    }
    try {
      const reversed = await call(item);
      next = noted(next, { item, at, ...(reversed !== undefined && { reversed }) });
    } catch (error) {
      context.signal.throwIfAborted();
      next = afterFault(next, item, error);
      isHeld = next.obstacle !== undefined;
    }
  });
  return { ...next, troubles: next.obstacle === undefined ? 0 : ledger.troubles + 1 };
}

function afterFault(ledger: CallLedger, item: string, error: unknown): CallLedger {
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
