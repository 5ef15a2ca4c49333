import { faultOf } from '@breakwater/aws';
import { refusedFailure } from '../batches/step-ledger.ts';
import type { CallLedger } from './call-ledger.ts';

/**
 * Asks AWS how things are. When it does not say, the ledger tells what that means: refused, nothing more can be done; else
 * one more look that AWS made wait.
 *
 * @throws the signal's reason
 */
export async function askOrNote<Found>(
  signal: AbortSignal,
  ledger: CallLedger,
  ask: () => Promise<Found>,
): Promise<{ readonly found: Found } | { readonly ledger: CallLedger }> {
  try {
    return { found: await ask() };
  } catch (error) {
    signal.throwIfAborted();
    if (faultOf(error) === 'refused') return { ledger: { ...ledger, failure: refusedFailure(error) } };
    return { ledger: { ...ledger, troubles: ledger.troubles + 1 } };
  }
}
