import type { SFNClient } from '@aws-sdk/client-sfn';
import { mapLimited } from '@breakwater/application';
import type { GateToken, GateTokens, Log } from '@breakwater/core';
import { beatTask } from '../calls/task-calls.ts';
import type { ParkedGates } from '../gates/parked-gates.ts';
import { facts } from '../gates/waiter.ts';

export interface ParkedParts {
  readonly client: SFNClient;
  readonly tokens: GateTokens;
  readonly gates: ParkedGates;
  readonly log: Log;
}

/** Calls to AWS, or looks at the store, at the same time. */
const AT_ONCE = 16;

/** Says of every parked call that it still waits; forgets those that are over for AWS. */
export const beatParked = ({ client, tokens, log }: ParkedParts, signal: AbortSignal): Promise<void> =>
  forEachParked(tokens, signal, async (parked) => {
    try {
      if (await beatTask(client, parked.token, signal)) return;
      if (await tokens.withdraw(parked))
        log.info(facts(parked), 'a call that waited at a gate is over and is forgotten');
    } catch (error) {
      if (!signal.aborted)
        log.warn({ err: error, ...facts(parked) }, 'a call that waits at a gate could not be kept alive');
    }
  });

/** Looks at every parked call again: what was answered in the events and not to the call is answered now. */
export const reviewParked = ({ tokens, gates, log }: ParkedParts, signal: AbortSignal): Promise<void> =>
  forEachParked(tokens, signal, async (parked) => {
    try {
      if (await gates.review(parked)) log.warn(facts(parked), 'a call was left waiting at a gate that was open');
    } catch (error) {
      log.warn({ err: error, ...facts(parked) }, 'a call that waits at a gate could not be looked at');
    }
  });

/** One that fails holds up none of the others. */
async function forEachParked(
  tokens: GateTokens,
  signal: AbortSignal,
  visit: (parked: GateToken) => Promise<void>,
): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await tokens.list(cursor);
    await mapLimited(page.tokens, AT_ONCE, async (parked) => {
      if (!signal.aborted) await visit(parked);
    });
    cursor = page.cursor;
  } while (cursor !== undefined && !signal.aborted);
}
