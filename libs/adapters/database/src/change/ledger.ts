import { type Instant, type Json, type JsonObject, type OperationRequest, type StepFailure } from '@breakwater/core';

/** Where a step is with a database that is not settled. */
export interface Turn {
  readonly id: string;
  /** Index of the change that is next, or under way. */
  readonly stage: number;
  /** What puts the present change off, and what gives it up. */
  readonly trouble: Trouble;
  /** The moment that the data is from, when an earlier change told. */
  readonly recoveryPointAt?: Instant;
  /** Why it does not go on, for the operator. */
  readonly obstacle?: string;
}

/** Its call has not been made, or is known not to have been taken. */
export interface Waiting extends Turn {
  readonly kind: 'waiting';
  /** No call before this. */
  readonly notBefore?: Instant;
}

/** Its call may have been made. Written down ahead of the call, so that no worker ever makes it unknowingly again. */
export interface Sent extends Turn {
  readonly kind: 'sent';
  readonly sentAt: Instant;
  /** AWS said that it takes the call. */
  readonly isAnswered: boolean;
  /** Something was seen to happen. */
  readonly wasSeen: boolean;
  /** Since when, without a break, it looks as if nothing had happened. */
  readonly untouchedSince?: Instant;
  /** How the database was before, and what was noted right before the call. */
  readonly before?: JsonObject;
}

/** How far a step is with one database. */
export type Open = Waiting | Sent;
export type Item = Open | Ended;

export interface Ended {
  readonly kind: 'ended';
  readonly id: string;
  readonly state: 'succeeded' | 'failed' | 'unknown';
  readonly status: string;
  readonly failure?: StepFailure;
  readonly facts: JsonObject;
  readonly recoveryPointAt?: Instant;
}

/** How often the present change was put off: what backs off, and what gives up. */
export interface Trouble {
  /** Answers that say to come back later. */
  readonly putOff: number;
  /** Refusals for a state that the descriptions do not show. */
  readonly refused: number;
  /** Calls without an answer that had no effect either. */
  readonly lost: number;
}

export const NO_TROUBLE: Trouble = { putOff: 0, refused: 0, lost: 0 };

/** The same turn, waiting for its call; whatever stood in the way is over unless it is told again. */
export const waitingTurn = ({ id, stage, trouble, recoveryPointAt }: Turn, over: Partial<Waiting> = {}): Waiting => ({
  kind: 'waiting',
  id,
  stage,
  trouble,
  ...(recoveryPointAt !== undefined && { recoveryPointAt }),
  ...over,
});

/** The same turn, with a call that may be on its way. */
export const sentTurn = (turn: Turn, sentAt: Instant, before: JsonObject | undefined): Sent => ({
  ...waitingTurn(turn),
  kind: 'sent',
  sentAt,
  isAnswered: false,
  wasSeen: false,
  ...(before !== undefined && { before }),
});

/** The checkpoint of a step. */
export interface Ledger {
  readonly items: readonly Item[];
  /** An earlier worker may have done more than is written here: look before each change, even the first. */
  readonly isDoubtful: boolean;
}

export const encodeLedger = (ledger: Ledger): Json => structuredClone(ledger) as unknown as Json;

/** What {@link encodeLedger} made: a checkpoint is only ever read by the operation that wrote it. */
export const decodeLedger = (checkpoint: Json): Ledger => checkpoint as unknown as Ledger;

/**
 * The ledger of an attempt that begins, or goes on after a worker that left none: then every call counts as perhaps made.
 *
 * An attempt after one that never reported (it timed out) does not know either what that one left behind.
 */
export function firstLedger(
  subjects: readonly { readonly id: string; readonly atPreflight?: JsonObject }[],
  { previous = [] }: Pick<OperationRequest<unknown>, 'previous'>,
  { resumed, attempt, clock }: { resumed: boolean; attempt: number; clock: { now(): Instant } },
): Ledger {
  const items = subjects.map(({ id, atPreflight }): Item => {
    const last = previous.find((outcome) => outcome.id === id);
    const isOpen = resumed || (attempt > 1 && (last === undefined || last.state === 'unknown'));
    const turn: Turn = { id, stage: 0, trouble: NO_TROUBLE };
    return isOpen ? sentTurn(turn, clock.now(), knownBefore(last?.facts) ?? atPreflight) : waitingTurn(turn);
  });
  return { items, isDoubtful: items.some(({ kind }) => kind === 'sent') };
}

/** The fact of an outcome that keeps what was before a call whose end is not known. */
export const BEFORE_FACT = 'before';

function knownBefore(facts: JsonObject | undefined): JsonObject | undefined {
  const before = facts?.[BEFORE_FACT];
  return typeof before === 'object' && before !== null && !Array.isArray(before) ? (before as JsonObject) : undefined;
}
